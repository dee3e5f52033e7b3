import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { issuerEnvironment, memberEnvironment, secretsOf } from '../../scripts/launcher/identity.mjs';
import type { RunningStrata } from './running-strata.js';
import { eventually } from './web-client.js';

const root = resolve(import.meta.dirname, '../..');

/** A platform that a test starts itself, beside others on the same HTTP port: the launcher started none (`STRATA_PLATFORMS=0`). */
export class PlatformProcess {
  output = '';
  private readonly child: ChildProcess;
  private readonly exited: Promise<unknown>;
  private readonly baseUrl: string;

  private constructor(child: ChildProcess, baseUrl: string) {
    this.child = child;
    this.baseUrl = baseUrl;
    this.exited = once(child, 'exit');
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString('utf8')));
  }

  /**
   * @param build the name that it goes by
   * @param workerPort a free one of its own when left out
   */
  static async start(strata: RunningStrata, build: string, workerPort = 0): Promise<PlatformProcess> {
    const { ports } = await strata.record();
    const at = (port: string) => `http://127.0.0.1:${ports[port]}`;
    const secrets = secretsOf(strata.home);
    const env = {
      ...process.env,
      ...memberEnvironment(secrets, { issuer: `${strata.baseUrl}/oidc`, name: 'platform' }),
      ...issuerEnvironment(secrets),
      HOST: '127.0.0.1',
      PORT: String(ports['web']),
      STRATA_CONFIG: join(strata.home, 'strata.config.yaml'),
      STRATA_SANDBOX_URL: strata.sandboxUrl,
      DATABASE_URL: `postgresql://strata_app:${secrets.databasePassword}@127.0.0.1:${ports['postgres']}/strata`,
      STRATA_DATABASE_OWNER_URL: await strata.databaseUrl(),
      RESTATE_INGRESS_URL: at('restateIngress'),
      RESTATE_ADMIN_URL: at('restateAdmin'),
      RESTATE_LOGGING: 'WARN',
      STRATA_WORKER_PORT: String(workerPort),
      STRATA_REPLACE_DEPLOYMENT: 'off',
      STRATA_SHARE_PORTS: 'on',
      STRATA_BUILD: build,
      NO_COLOR: '1',
    };
    const child = spawn(join(root, 'node_modules/.bin/node'), ['--enable-source-maps', join(root, 'dist/apps/platform/src/main.js')], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    return new PlatformProcess(child, strata.baseUrl);
  }

  /** Waits until it is among those that answer ready: each connection of its own meets one of them. */
  async ready(): Promise<void> {
    const isReady = async () => {
      if (this.hasEnded) throw new Error(`the platform ended:\n${this.output}`);
      const answers = await Promise.all(Array.from({ length: 8 }, () => this.health()));
      return answers.some((answer) => answer?.['status'] === 'ready' && answer['process'] === this.child.pid);
    };
    await eventually(isReady, (ready) => ready, () => `the platform is not ready:\n${this.output}`);
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Waits until it has ended by itself. @returns its exit code, null when a signal ended it */
  async ended(): Promise<number | null> {
    await this.exited;
    return this.child.exitCode;
  }

  /** Asks it to end. @returns its exit code, null when a signal ended it */
  async terminate(): Promise<number | null> {
    this.child.kill('SIGTERM');
    return this.ended();
  }

  /** For what a failed test would leave behind. */
  async kill(): Promise<void> {
    if (this.hasEnded) return;
    this.child.kill('SIGKILL');
    await this.exited;
  }

  private health(): Promise<Record<string, unknown> | undefined> {
    return fetch(`${this.baseUrl}/health/ready`, { headers: { connection: 'close' } }).then((answer) => answer.json() as Promise<Record<string, unknown>>, () => undefined);
  }
}
