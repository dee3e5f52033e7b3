// PostgreSQL for the unit specs: one server for the whole run, in a temporary folder; each spec file makes a database of its own there.
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

let home;
let server;
let gone;

export async function setup({ provide }) {
  home = mkdtempSync(join(tmpdir(), 'strata-specs-'));
  const settings = { root: resolve(import.meta.dirname, '..'), home, node: process.execPath };
  const role = postgresRole(settings, await choosePorts({ wanted: { postgres: 0 } }));
  const { file, args } = role.command();
  server = spawn(file, [...args, ...unsafeAndQuick], { stdio: 'ignore' });
  gone = new Promise((done) => {
    server.once('close', done);
    server.once('error', done);
  });
  for (const until = Date.now() + readyWithinMs; !(await role.ready()); await sleep(50)) {
    if (server.exitCode !== null || Date.now() > until) throw new Error('PostgreSQL does not start');
  }
  provide('postgresUrl', settings.databaseOwnerUrl);
}

export async function teardown() {
  // "Fast" shutdown: connections that a spec left open end too.
  server?.kill('SIGINT');
  await gone;
  if (home) rmSync(home, { recursive: true, force: true });
}
