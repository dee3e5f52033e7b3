import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const main = join(import.meta.dirname, '../dist/apps/sandbox/src/main.js');

/** A sandbox beside the product's. @param env its settings, as its README says them */
export async function startSandbox(env: Record<string, string>): Promise<{ url: string; pid: number; stop(): Promise<void> }> {
  const home = await mkdtemp(join(tmpdir(), 'strata-bench-'));
  const child = spawn(process.execPath, [main], { env: { ...env, PORT: '0', STRATA_SANDBOX_HOME: home }, stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const interrupt = () => child.kill();
  process.once('exit', interrupt);
  const stop = async () => {
    child.kill();
    await exited;
    process.off('exit', interrupt);
    await rm(home, { recursive: true, force: true });
  };
  for await (const line of createInterface({ input: child.stdout })) {
    const [, url] = /listening on (\S+)/.exec(line) ?? [];
    if (url !== undefined) return { url, pid: child.pid ?? 0, stop };
  }
  await stop();
  throw new Error('the sandbox did not start; its errors are above');
}
