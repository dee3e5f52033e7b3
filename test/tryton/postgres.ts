import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Children } from './children.js';

const readyWithinMs = 60_000;

/** Throwaway data: nothing is synced, so that filling and copying it is quick. */
const serverSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '128MB',
  max_connections: '150',
  log_min_messages: 'warning',
};

/** Whose process PostgreSQL is: it refuses to run as root, so then it is Debian's own user for it. */
export const owner = process.getuid?.() === 0 ? 'postgres' : undefined;

export function asOwner(file: string, args: string[]): { file: string; args: string[] } {
  return owner ? { file: 'setpriv', args: [`--reuid=${owner}`, `--regid=${owner}`, '--init-groups', file, ...args] } : { file, args };
}

/** A PostgreSQL of our own in a folder. Whoever is on this host may enter it: it holds test data and listens on loopback alone. */
export class PostgresCluster {
  port = 0;
  private readonly data: string;
  private readonly children: Children;

  constructor(data: string, children: Children) {
    this.data = data;
    this.children = children;
  }

  /** Makes an empty cluster. */
  async initialise(): Promise<void> {
    const ownership = owner ? ['-o', owner, '-g', owner] : [];
    await this.children.run({ name: 'install', file: 'install', args: ['-d', '-m', '700', ...ownership, this.data] });
    await this.initdb('-U', 'tryton', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync', '--no-instructions');
  }

  /** Writes everything to disk: what is kept must survive a power cut. */
  async sync(): Promise<void> {
    await this.initdb('--sync-only');
  }

  /** Starts it on a free port and waits until it takes connections. */
  async start(): Promise<void> {
    this.port = await freePort();
    const options = Object.entries(serverSettings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const server = this.children.start({ name: 'postgres', ...asOwner(binary('postgres'), ['-D', this.data, '-p', String(this.port), ...options]), stopSignal: 'SIGINT' });
    const ended = server.ended.then((why) => {
      throw new Error(`PostgreSQL does not start (${why}):\n${this.children.logTail('postgres')}`);
    });
    await Promise.race([ended, this.accepting()]);
    ended.catch(() => {}); // Later ends are stop()'s business.
  }

  stop(): Promise<void> {
    return this.children.end('postgres');
  }

  url(database: string): string {
    return `postgresql://tryton@127.0.0.1:${this.port}/${database}`;
  }

  async query(database: string, sql: string, values: unknown[] = []): Promise<any[]> {
    const client = new Client({ connectionString: this.url(database) });
    await client.connect();
    try {
      return (await client.query(sql, values)).rows;
    } finally {
      await client.end();
    }
  }

  private async initdb(...args: string[]): Promise<void> {
    await this.children.run({ name: 'initdb', ...asOwner(binary('initdb'), ['-D', this.data, ...args]) });
  }

  private async accepting(): Promise<void> {
    const until = Date.now() + readyWithinMs;
    for (;;) {
      try {
        return void (await this.query('postgres', 'SELECT 1'));
      } catch (error) {
        if (Date.now() > until) throw new Error(`PostgreSQL takes no connection after ${readyWithinMs / 1000} s`, { cause: error });
        await sleep(100);
      }
    }
  }
}

/** Debian keeps each major version's programs in a folder of their own; the newest will do. */
function binary(name: string): string {
  const folder = '/usr/lib/postgresql';
  const versions = existsSync(folder) ? readdirSync(folder).filter((version) => existsSync(join(folder, version, 'bin', name))) : [];
  const newest = versions.toSorted((a, b) => Number(b) - Number(a))[0];
  if (!newest) throw new Error(`There is no ${name} below ${folder}`);
  return join(folder, newest, 'bin', name);
}

/** Whether PostgreSQL's user can get to a folder: it cannot pass through root's home, for one. */
export function ownerReaches(folder: string): boolean {
  const { file, args } = asOwner('test', ['-x', folder]);
  return spawnSync(file, args).status === 0;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
