import { join } from 'node:path';
import { startServerProcess, type ServerProcess } from '#connector-kit/contract';

const main = join(import.meta.dirname, '../../../../dist/apps/sandbox/src/main.js');

export const sandboxClient = { clientId: 'strata', clientSecret: 'contract-secret' };

export function startSandboxProcess(): Promise<ServerProcess> {
  const { clientId: SANDBOX_CRM_CLIENT_ID, clientSecret: SANDBOX_CRM_CLIENT_SECRET } = sandboxClient;
  return startServerProcess(main, (STRATA_SANDBOX_HOME) => ({ PORT: '0', STRATA_SANDBOX_HOME, SANDBOX_CRM_CLIENT_ID, SANDBOX_CRM_CLIENT_SECRET }));
}
