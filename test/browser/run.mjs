// Behind `npm run test:browser`.
import { join } from 'node:path';
import { runSource } from '../harness/run-source.mjs';

await runSource(join(import.meta.dirname, 'run-specs.ts'), { built: true });
