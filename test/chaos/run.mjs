// Behind `npm run test:chaos`.
import { join } from 'node:path';
import { runSource } from '../harness/run-source.mjs';

await runSource(join(import.meta.dirname, 'run.ts'), { built: true });
