// Behind `npm run test:api`.
import { join } from 'node:path';
import { runSource } from '../harness/run-source.mjs';

await runSource(join(import.meta.dirname, 'run-schemathesis.ts'), { built: true });
