// Behind `npm run test:tryton`.
import { join } from 'node:path';
import { runSource } from '../harness/run-source.mjs';

await runSource(join(import.meta.dirname, 'run-specs.ts'));
