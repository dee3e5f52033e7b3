import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const root = resolve(import.meta.dirname, '..');
const readyWithinMs = 120_000;
const ports = ['', '_SANDBOX', '_POSTGRES', '_RESTATE_INGRESS', '_RESTATE_ADMIN', '_RESTATE_NODE', '_WORKER'].map((name) => [`STRATA${name}_PORT`, '0']);

/** What a benchmark uses of the product: addresses, and the processes by role. */
export interface Product {
  baseUrl: string;
  sandboxUrl: string;
  restateIngress: string;
  restateAdmin: string;
  databaseUrl: string;
  pids: Record<string, number>;
  stop(): Promise<void>;
}

/**
 * The product as its users start it, in a temporary home on free ports.
 * @param moreConfig YAML that is added to strata.config.yaml
 */
export async function startProduct(moreConfig: string): Promise<Product> {
  const home = mkdtempSync(join(tmpdir(), 'strata-bench-'));
  const config = join(home, 'strata.config.yaml');
  writeFileSync(config, `${readFileSync(join(root, 'strata.config.yaml'), 'utf8')}\n${moreConfig}\n`);
  const child = spawn(process.execPath, [join(root, 'scripts/start.mjs')], {
    cwd: root,
    env: { ...process.env, ...Object.fromEntries(ports), NO_COLOR: '1', STRATA_HOME: home, STRATA_TOPOLOGY: 'one', STRATA_CONFIG: config },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Whatever ends the benchmark: the launcher stops all that it started.
  const interrupt = () => void child.kill('SIGINT');
  process.once('exit', interrupt);
  await ready(child);

  const read = (name: string) => readFileSync(join(home, name), 'utf8');
  const { baseUrl, sandboxUrl } = JSON.parse(read('demo.json')) as { baseUrl: string; sandboxUrl: string };
  const { ports: taken, pids } = JSON.parse(read('run.json')) as { ports: Record<string, number>; pids: Record<string, number> };
  return {
    baseUrl,
    sandboxUrl,
    restateIngress: `http://127.0.0.1:${taken['restateIngress']}`,
    restateAdmin: `http://127.0.0.1:${taken['restateAdmin']}`,
    databaseUrl: `postgresql://strata:${read('postgres.password').trim()}@127.0.0.1:${taken['postgres']}/strata`,
    pids,
    async stop() {
      process.off('exit', interrupt);
      const exited = once(child, 'exit');
      interrupt();
      await exited;
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function ready(child: ChildProcess): Promise<void> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  const until = Date.now() + readyWithinMs;
  while (!output.includes('Stop: Ctrl-C')) {
    if (child.exitCode !== null || Date.now() > until) throw new Error(`Strata does not start:\n${output}`);
    await sleep(50);
  }
}
