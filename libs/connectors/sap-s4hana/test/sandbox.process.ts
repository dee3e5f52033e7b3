import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const main = join(import.meta.dirname, '../../../../dist/apps/sandbox/src/main.js');
const bootMs = 30_000;

export interface SandboxProcess {
  url: string;
  stop(): Promise<void>;
}

/** The sandbox as its users have it: a process of its own, built, with an empty home. */
export async function startSandboxProcess(): Promise<SandboxProcess> {
  if (!existsSync(main)) throw new Error(`${main} is missing: build the sandbox first`);
  const home = await mkdtemp(join(tmpdir(), 'sap-s4hana-'));
  const env = { ...process.env, PORT: '0', STRATA_SANDBOX_HOME: home, SANDBOX_BILL_AFTER_MS: '50', SANDBOX_PAY_AFTER_MS: '50' };
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = async () => {
    if (child.exitCode === null) {
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
  const said: string[] = [];
  child.stderr?.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const signal = AbortSignal.timeout(bootMs);
  signal.addEventListener('abort', () => child.kill());
  for await (const line of createInterface({ input: child.stdout! })) {
    const [, url] = /listening on (\S+)/.exec(line) ?? [];
    if (url) return url;
  }
  throw new Error(`the sandbox did not start: ${said.join('')}`);
}
