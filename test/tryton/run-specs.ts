/** Runs every spec that needs a real Tryton against one that it sets up and ends: `npm run test:tryton [-- vitest's arguments]`. */
import { join } from 'node:path';
import { runInterruptibly, runVitest } from '../harness/vitest-run.js';
import { startTryton, type RunningTryton } from './tryton-server.js';

await runInterruptibly(async (signal) => {
  let tryton: RunningTryton | undefined;
  try {
    tryton = await startTryton({ signal });
    const env = {
      TRYTON_URL: tryton.url, TRYTON_DATABASE: tryton.database, TRYTON_USER: tryton.user, TRYTON_PASSWORD: tryton.password, TRYTON_DATABASE_URL: tryton.databaseUrl,
      TRYTON_CONFIGURATION: tryton.configuration,
    };
    return await runVitest({ args: ['--config', join(import.meta.dirname, 'vitest.config.ts')], env, signal });
  } finally {
    await tryton?.stop();
  }
});
