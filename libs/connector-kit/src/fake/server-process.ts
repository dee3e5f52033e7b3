import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const bootMs = 30_000;

export interface ServerProcess {
  url: string;
  /** Ends it and removes its home. */
  stop(): Promise<void>;
}

/**
 * A built server as its users have it: a process of its own with an empty home, that prints `listening on <url>`.
 * @param main its JavaScript
 * @param environment all of its environment, by its home
 */
export async function startServerProcess(main: string, environment: (home: string) => Record<string, string>): Promise<ServerProcess> {
  if (!existsSync(main)) throw new Error(`${main} is missing: run npm run build first`);
  const home = await mkdtemp(join(tmpdir(), 'strata-contract-'));
  const child = spawn(process.execPath, [main], { env: environment(home), stdio: ['ignore', 'pipe', 'inherit'] });
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
  throw new Error(`the server did not start within ${bootMs} ms; its errors are above`);
}
