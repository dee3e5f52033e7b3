// PostgreSQL for the unit specs: a server for each of the threads that run them, in temporary folders; each spec file makes a database of its own there.
// Who runs at the same time has servers of their own, since transactions of other databases hold up what is told of changes.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { choosePorts } from '../scripts/launcher/ports.mjs';
import { postgresRole } from '../scripts/launcher/postgres.mjs';

const readyWithinMs = 60_000;
/** What is written is thrown away. */
const unsafeAndQuick = ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off'];

const servers = [];

export async function setup({ provide, config }) {
  for (let thread = 0; thread < config.maxWorkers; thread += 1) servers.push(await begin());
  try {
    provide('postgresUrls', await Promise.all(servers.map(ready)));
  } catch (error) {
    // Nobody calls teardown then.
    await teardown();
    throw error;
  }
}

export async function teardown() {
  await Promise.all(servers.map(end));
}

async function begin() {
  const home = mkdtempSync(join(tmpdir(), 'strata-specs-'));
  const settings = { root: resolve(import.meta.dirname, '..'), home, node: process.execPath };
  const role = postgresRole(settings, await choosePorts({ wanted: { postgres: 0 } }));
  const { file, args } = role.command();
  const server = spawn(file, [...args, ...unsafeAndQuick], { stdio: 'ignore' });
  const gone = new Promise((done) => {
    server.once('close', done);
    server.once('error', done);
  });
  return { home, url: settings.databaseOwnerUrl, role, server, gone };
}

async function ready({ url, role, server }) {
  for (const until = Date.now() + readyWithinMs; !(await role.ready()); await sleep(50)) {
    if (server.exitCode !== null || Date.now() > until) throw new Error('PostgreSQL does not start');
  }
  return url;
}

async function end({ home, server, gone }) {
  // "Fast" shutdown: connections that a spec left open end too.
  server.kill('SIGINT');
  await gone;
  rmSync(home, { recursive: true, force: true });
}
