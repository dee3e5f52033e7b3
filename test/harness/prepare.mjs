// Behind `npm run test:prepare`.
import { join } from 'node:path';
import { runSource } from './run-source.mjs';

await runSource(join(import.meta.dirname, 'prepare-host.ts'));
