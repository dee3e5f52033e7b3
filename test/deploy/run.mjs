// Behind `npm run test:deploy`.
import { join } from 'node:path';
import { runSource } from '../harness/run-source.mjs';

await runSource(join(import.meta.dirname, 'run-render.ts'));
