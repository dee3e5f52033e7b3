import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const root = resolve(import.meta.dirname, '../..');
const readyWithinMs = 120_000;

export type Topology = 'one' | 'split';

export interface StartOptions {
  topology?: Topology;
  /** Text of strata.config.yaml; the demo's when left out. */
  config?: string;
  /** Further variables: ports, credentials. */
  env?: Record<string, string>;
  /** Data of an earlier start that was kept; a new temporary folder when left out. */
  home?: string;
}

/** What the launcher writes about its processes. */
export interface RunRecord {
  launcher: number;
  ports: Record<string, number>;
  pids: Record<string, number>;
}

/** Strata as its users start it: `scripts/start.mjs`, with a home and ports of its own. */
export class RunningStrata {
  private constructor(
    readonly home: string,
    readonly baseUrl: string,
    readonly sandboxUrl: string,
    private readonly launcher: Launcher,
    private readonly ownsHome: boolean,
  ) {}

  static async start(options: StartOptions = {}): Promise<RunningStrata> {
    const home = options.home ?? (await temporaryHome());
    const launcher = await Launcher.run(home, options);
    await launcher.ready();
    const { baseUrl, sandboxUrl } = JSON.parse(await readFile(join(home, 'demo.json'), 'utf8')) as { baseUrl: string; sandboxUrl: string };
    return new RunningStrata(home, baseUrl, sandboxUrl, launcher, options.home === undefined);
  }

  async record(): Promise<RunRecord> {
    return JSON.parse(await readFile(join(this.home, 'run.json'), 'utf8')) as RunRecord;
  }

  /** Kills one of the launcher's processes, as a crash would. */
  async kill(role: string): Promise<void> {
    const { pids } = await this.record();
    const pid = pids[role];
    if (pid === undefined) throw new Error(`${role} does not run; there are ${Object.keys(pids).join(', ')}`);
    process.kill(pid, 'SIGKILL');
  }

  /** What the launcher printed. */
  get output(): string {
    return this.launcher.output;
  }

  /** The last lines of every process: for a test that failed. */
  async logs(): Promise<string> {
    const folder = join(this.home, 'logs');
    const files = (await readdir(folder)).filter((name) => name !== 'postgres.log');
    const texts = await Promise.all(files.map(async (name) => `== ${name}\n${(await readFile(join(folder, name), 'utf8')).split('\n').slice(-25).join('\n')}`));
    return texts.join('\n');
  }

  /** The launcher dies without a chance to stop anything. */
  async killLauncher(): Promise<void> {
    await this.launcher.end('SIGKILL');
  }

  /** Ctrl-C. Data in a home of the caller stays. */
  async stop(): Promise<number | null> {
    const code = await this.launcher.end('SIGINT');
    if (this.ownsHome) await rm(this.home, { recursive: true, force: true });
    return code;
  }
}

/** The process of `npm start`. */
export class Launcher {
  output = '';

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString('utf8')));
  }

  static async run(home: string, { topology = 'one', config, env }: StartOptions): Promise<Launcher> {
    await mkdir(home, { recursive: true });
    const file = join(home, 'strata.config.yaml');
    if (config !== undefined) await writeFile(file, config);
    const ports = ['', '_SANDBOX', '_POSTGRES', '_RESTATE_INGRESS', '_RESTATE_ADMIN', '_RESTATE_NODE', '_WORKER'].map((name) => [`STRATA${name}_PORT`, '0']);
    const child = spawn(join(root, 'node_modules/.bin/node'), [join(root, 'scripts/start.mjs')], {
      cwd: root,
      env: { ...process.env, ...Object.fromEntries(ports), NO_COLOR: '1', STRATA_HOME: home, STRATA_TOPOLOGY: topology, ...(config !== undefined && { STRATA_CONFIG: file }), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new Launcher(child);
  }

  async ready(): Promise<void> {
    const until = Date.now() + readyWithinMs;
    while (!this.output.includes('Stop: Ctrl-C')) {
      if (this.child.exitCode !== null || this.child.signalCode !== null) throw new Error(`Strata did not start:\n${this.output}`);
      if (Date.now() > until) {
        await this.end('SIGINT');
        throw new Error(`Strata is not ready after ${readyWithinMs / 1000} s:\n${this.output}`);
      }
      await sleep(50);
    }
  }

  /** @returns the exit code, null after a signal */
  async exited(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    return this.child.exitCode;
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    return this.exited();
  }
}

export function temporaryHome(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'strata-e2e-'));
}

/** The demo's configuration with one thing changed. */
export async function demoConfig(change: (text: string) => string): Promise<string> {
  const text = await readFile(join(root, 'strata.config.yaml'), 'utf8');
  const changed = change(text);
  if (changed === text) throw new Error('the change does not fit the configuration');
  return changed;
}
