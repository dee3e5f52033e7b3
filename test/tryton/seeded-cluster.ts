import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Children } from './children.js';
import { modules } from './packages.js';
import { PostgresCluster } from './postgres.js';
import type { Progress } from '../harness/progress.js';

const seed = join(import.meta.dirname, 'seed.py');

export const database = 'tryton';
/** The user that the connector signs in as; Tryton refuses passwords that are short, plain or like the name. */
export const apiUser = { login: 'strata', password: 'Order2Cash-loopback' };

/** What a run is made in: its folder, and the folder that outlives it. */
export interface SeedContext {
  home: string;
  folder: string;
  children: Children;
  say: Progress;
}

/**
 * A running PostgreSQL with a seeded Tryton database in it, fresh for this run. The seeded cluster is made once and kept,
 * stopped, under a name that changes with everything it was made from; each run works on a copy.
 * @param versions the packages that the database is made with
 */
export async function startSeededCluster(context: SeedContext, versions: string[]): Promise<PostgresCluster> {
  const { home, folder, children, say } = context;
  const kept = join(home, `seed-${seedHash(versions)}`);
  if (!existsSync(kept)) await makeSeed(context, kept);
  const data = join(folder, 'postgres');
  await children.run({ name: 'cp', file: 'cp', args: ['-a', '--reflink=auto', kept, data] });
  const cluster = new PostgresCluster(data, children);
  await cluster.start();
  say('database restored from the seed');
  return cluster;
}

function seedHash(versions: string[]): string {
  // The fiscal years are seeded around the present one.
  const madeFrom = [readFileSync(seed, 'utf8'), ...modules, ...versions, JSON.stringify(apiUser), String(new Date().getFullYear())];
  return createHash('sha256').update(madeFrom.join('\n')).digest('hex').slice(0, 16);
}

async function makeSeed({ home, folder, children, say }: SeedContext, kept: string): Promise<void> {
  say('initialising a Tryton database (once; about two minutes)');
  const data = join(folder, 'seed');
  const cluster = new PostgresCluster(data, children);
  await cluster.initialise();
  await cluster.start();
  await cluster.query('postgres', `CREATE DATABASE ${database} TEMPLATE template0`);
  const conf = writeConfiguration(folder, cluster, 0);
  const passwordFile = join(folder, 'admin.password');
  // Nobody signs in as the administrator.
  writeFileSync(passwordFile, `${crypto.randomUUID()}\n`, { mode: 0o600 });
  await children.run({
    name: 'trytond-admin',
    file: '/usr/bin/trytond-admin',
    args: ['-c', conf, '-d', database, '--email', 'admin@example.com', '--activate-dependencies', '-u', ...modules],
    env: { TRYTONPASSFILE: passwordFile },
  });
  say('database initialised');
  await children.run({ name: 'seed', file: '/usr/bin/python3', args: ['-W', 'ignore', seed, cluster.url(database), conf, apiUser.login, apiUser.password], env: { PYTHONDONTWRITEBYTECODE: '1' } });
  await cluster.stop();
  await cluster.sync();
  keep(home, data, kept);
  say('seeded');
}

/** A seed is complete by its name: half of one never gets it. Older ones serve nobody any more. */
function keep(home: string, data: string, kept: string): void {
  for (const name of readdirSync(home)) if (name.startsWith('seed-') && join(home, name) !== kept) rmSync(join(home, name), { recursive: true, force: true });
  // A run beside this one may have been quicker; its seed is as good.
  if (!existsSync(kept)) renameSync(data, kept);
}

export function configurationIn(folder: string): string {
  return join(folder, 'trytond.conf');
}

/** Writes trytond's configuration. Without a worker queued work is done before the answer; see also the session's time. */
export function writeConfiguration(folder: string, cluster: PostgresCluster, port: number): string {
  const file = configurationIn(folder);
  writeFileSync(file, `[web]
listen = 127.0.0.1:${port}
root =
[database]
uri = ${cluster.url('')}
path = ${join(folder, 'files')}
[queue]
worker = False
[session]
# Posting and paying want a session that was not idle for longer than this.
timeout = 3600
[cache]
# How soon, in seconds, the server finds that a module was activated beside it.
clean_timeout = 2
`);
  return file;
}
