import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const main = join(import.meta.dirname, '../../../../dist/apps/sandbox/src/main.js');
const bootMs = 30_000;

export const sandboxClient = { clientId: 'strata', clientSecret: 'contract-secret' };

export interface SandboxProcess {
  url: string;
  stop(): Promise<void>;
}

/** The sandbox as its users have it: built, a process of its own, with an empty home. */
export async function startSandboxProcess(): Promise<SandboxProcess> {
  if (!existsSync(main)) throw new Error(`${main} is missing: build the sandbox first`);
  const home = await mkdtemp(join(tmpdir(), 'salesforce-'));
  const { clientId: SANDBOX_CRM_CLIENT_ID, clientSecret: SANDBOX_CRM_CLIENT_SECRET } = sandboxClient;
  const env = { ...process.env, PORT: '0', STRATA_SANDBOX_HOME: home, SANDBOX_CRM_CLIENT_ID, SANDBOX_CRM_CLIENT_SECRET };
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }
    await rm(home, { recursive: true, force: true });
  };
  try {
    return { url: await listening(child), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function listening(child: ChildProcess): Promise<string> {
  const overdue = setTimeout(() => child.kill(), bootMs);
  try {
    for await (const line of createInterface({ input: child.stdout! })) {
      const [, url] = /listening on (\S+)/.exec(line) ?? [];
      if (url) return url;
    }
  } finally {
    clearTimeout(overdue);
  }
  throw new Error(`the sandbox did not start within ${bootMs} ms; its errors are above`);
}
