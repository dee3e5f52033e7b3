import { join } from 'node:path';
import { startServerProcess, type ServerProcess } from '#connector-kit/contract';

const main = join(import.meta.dirname, '../../../../dist/apps/sandbox/src/main.js');

/** It bills at once, which the suite waits for. It is paid at once too, unless `paysAfterMs` says otherwise. */
export function startSandboxProcess(paysAfterMs = 50): Promise<ServerProcess> {
  return startServerProcess(main, (STRATA_SANDBOX_HOME) => ({ PORT: '0', STRATA_SANDBOX_HOME, SANDBOX_BILL_AFTER_MS: '50', SANDBOX_PAY_AFTER_MS: String(paysAfterMs) }));
}
