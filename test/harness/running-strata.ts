import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { demoOf, demoTokens, type TokenSource } from '../../scripts/launcher/demo-tokens.mjs';
import { WebClient } from './web-client.js';

const root = resolve(import.meta.dirname, '../..');
const readyWithinMs = 120_000;
const endWithinMs = 60_000;

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
  /** Of each API, the portal and the issuer; of those of one process that others call from outside. */
  urls: Record<string, string>;
}

/** Strata as its users start it: `scripts/start.mjs`, with a home and ports of its own. */
export class RunningStrata {
  readonly home: string;
  readonly baseUrl: string;
  readonly sandboxUrl: string;
  private readonly tokens: ReturnType<typeof demoTokens>;
  private readonly launcher: Launcher;
  private readonly ownsHome: boolean;

  private constructor(home: string, addresses: { baseUrl: string; sandboxUrl: string }, launcher: Launcher, ownsHome: boolean) {
    this.home = home;
    this.tokens = demoTokens(home);
    this.baseUrl = addresses.baseUrl;
    this.sandboxUrl = addresses.sandboxUrl;
    this.launcher = launcher;
    this.ownsHome = ownsHome;
  }

  static async start(options: StartOptions = {}): Promise<RunningStrata> {
    const home = options.home ?? (await temporaryHome());
    const launcher = await Launcher.run(home, options);
    try {
      await launcher.ready();
    } catch (error) {
      if (options.home === undefined) await rm(home, { recursive: true, force: true });
      throw error;
    }
    return new RunningStrata(home, demoOf(home), launcher, options.home === undefined);
  }

  /** What the launcher says of its processes now. It writes the file anew with every change, so a look may meet half of it. */
  async record(): Promise<RunRecord> {
    for (let tries = 0; ; tries += 1) {
      try {
        return JSON.parse(await readFile(join(this.home, 'run.json'), 'utf8')) as RunRecord;
      } catch (error) {
        if (!(error instanceof SyntaxError) || tries === 20) throw error;
        await sleep(20);
      }
    }
  }

  /** @param name of a client in demo.json */
  as(name: string): TokenSource {
    return this.tokens.as(name);
  }

  /** Calls the web experience API, with the rights of the demo's web shop. */
  web(): WebClient {
    return new WebClient(this.baseUrl, this.as('web'));
  }

  /** Calls every API under the same address but the systems', with the rights of the demo's order desk. */
  desk(): WebClient {
    return new WebClient(this.baseUrl, this.as('desk'));
  }

  /** Kills one of the launcher's processes, as a crash would. */
  async kill(role: string): Promise<void> {
    const { pids } = await this.record();
    const pid = pids[role];
    if (pid === undefined) throw new Error(`${role} does not run; there are ${Object.keys(pids).join(', ')}`);
    process.kill(pid, 'SIGKILL');
  }

  /** Waits until the front door takes traffic again after a crash. */
  async untilReady(): Promise<void> {
    const until = Date.now() + readyWithinMs;
    const isReady = () => fetch(`${this.baseUrl}/health/ready`).then(({ ok }) => ok, () => false);
    while (!(await isReady())) {
      if (Date.now() > until) throw new Error(`Strata is not ready again:\n${await this.logs()}`);
      await sleep(50);
    }
  }

  /** Address of the process API: of its own process, or of the platform. */
  async processUrl(): Promise<string> {
    return (await this.record()).urls['orderToCash'] ?? this.baseUrl;
  }

  /** Address of the mobile experience API: of its own process, or of the platform. */
  async mobileUrl(): Promise<string> {
    return (await this.record()).urls['mobile']!;
  }

  /** Address of the API for analysts' tools: of its own process, or of the platform. */
  async biUrl(): Promise<string> {
    return (await this.record()).urls['bi']!;
  }

  /** Address of Strata's own database, for its owner. */
  async databaseUrl(): Promise<string> {
    const [{ ports }, password] = await Promise.all([this.record(), readFile(join(this.home, 'postgres.password'), 'utf8')]);
    return `postgresql://strata:${password.trim()}@127.0.0.1:${ports['postgres']}/strata`;
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
    return [`== launcher\n${this.output}`, ...texts].join('\n');
  }

  /** The launcher dies without a chance to stop anything. */
  async killLauncher(): Promise<void> {
    await this.launcher.end('SIGKILL');
  }

  /** Ctrl-C. Data in a home of the caller stays. */
  async stop(): Promise<number | null> {
    const code = await this.launcher.end('SIGINT');
    // PostgreSQL that had to be killed may still write its last.
    if (this.ownsHome) await rm(this.home, { recursive: true, force: true, maxRetries: 10 });
    return code;
  }
}

/** The process of `npm start`. */
export class Launcher {
  output = '';
  private readonly child: ChildProcess;
  private readonly closed: Promise<unknown>;

  // Fields are written out: benchmarks run this file from source, where Node strips types and knows no parameter properties.
  private constructor(child: ChildProcess) {
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString('utf8')));
    this.closed = once(child, 'close');
    // Tests that are interrupted leave nothing running: the launcher ends what it started.
    const interrupt = () => child.kill('SIGINT');
    process.once('exit', interrupt);
    child.once('exit', () => process.off('exit', interrupt));
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

  /** Waits until it has ended and said its last word. @returns the exit code, null after a signal */
  async exited(): Promise<number | null> {
    const ended = this.closed.then(() => true);
    if (!(await Promise.race([ended, sleep(endWithinMs, false, { ref: false })]))) {
      this.child.kill('SIGKILL');
      throw new Error(`Strata did not end within ${endWithinMs / 1000} s:\n${this.output}`);
    }
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
