import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { choosePorts } from '../../scripts/launcher/ports.mjs';
import { eventually } from './web-client.js';

const binary = resolve(import.meta.dirname, '../../node_modules/@restatedev', `restate-server-${process.platform}-${process.arch}`, 'bin/restate-server');

/** The durable engine alone, for what is tested without the rest of the product. */
export class RunningEngine {
  readonly ingress: string;
  readonly admin: string;
  private readonly child: ChildProcess;
  private readonly folder: string;

  private constructor(child: ChildProcess, folder: string, ports: { ingress: number; admin: number }) {
    this.child = child;
    this.folder = folder;
    this.ingress = `http://127.0.0.1:${ports.ingress}`;
    this.admin = `http://127.0.0.1:${ports.admin}`;
  }

  static async start(): Promise<RunningEngine> {
    const folder = await mkdtemp(join(tmpdir(), 'strata-engine-'));
    const { node, ingress, admin } = await choosePorts({ wanted: { node: 0, ingress: 0, admin: 0 } });
    const settings = {
      DO_NOT_TRACK: '1',
      TMPDIR: folder,
      RESTATE_CLUSTER_NAME: 'spec',
      RESTATE_NODE_NAME: 'n1',
      RESTATE_LISTEN_MODE: 'tcp',
      RESTATE_BIND_ADDRESS: `127.0.0.1:${node}`,
      RESTATE_ADVERTISED_ADDRESS: `http://127.0.0.1:${node}/`,
      RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
      RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
      RESTATE_DEFAULT_NUM_PARTITIONS: '4',
      RESTATE_ROCKSDB_TOTAL_MEMORY_SIZE: '128 MiB',
    };
    const child = spawn(binary, ['--no-logo', '--base-dir', folder], { env: { ...process.env, ...settings }, stdio: 'ignore' });
    const engine = new RunningEngine(child, folder, { ingress, admin });
    const isUp = (address: string) => fetch(address).then(({ ok }) => ok, () => false);
    // It says that it is healthy a little before it can be asked what runs.
    const query = { method: 'POST', headers: { 'content-type': 'application/json', accept: 'application/json' }, body: '{"query":"SELECT id FROM sys_invocation"}' };
    const isAsked = () => fetch(`${engine.admin}/query`, query).then(({ ok }) => ok, () => false);
    await eventually(async () => (await isUp(`${engine.ingress}/restate/health`)) && isAsked(), (up) => up, () => 'the engine does not start');
    return engine;
  }

  async stop(): Promise<void> {
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
    await rm(this.folder, { recursive: true, force: true });
  }
}
