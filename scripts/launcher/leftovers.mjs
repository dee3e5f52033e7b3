import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { say, StartFailure } from './terminal.mjs';

/** Ends what an earlier run left behind after a hard kill. Refuses when that run is still alive. */
export async function endLeftovers(home) {
  const file = join(home, 'run.json');
  const run = existsSync(file) ? readJson(file) : undefined;
  if (run && run.launcher !== process.pid && isOurs(run.launcher, 'start.mjs')) {
    throw new StartFailure(`Strata already runs here (process ${run.launcher}). Stop it with Ctrl-C there, or set STRATA_HOME to run a second one.`);
  }
  const marks = { sandbox: 'sandbox', restate: 'restate-server' };
  for (const [role, pid] of Object.entries(run?.pids ?? {})) {
    const kind = role.replace(/-\d+$/, '');
    if (kind !== 'postgres' && isOurs(pid, marks[kind] ?? kind)) await end(pid, `${role} of an earlier run`, 'SIGTERM');
  }
  const postmaster = join(home, 'postgres', 'postmaster.pid');
  if (existsSync(postmaster)) {
    const pid = Number(readFileSync(postmaster, 'utf8').split('\n')[0]);
    if (isOurs(pid, 'postgres')) await end(pid, 'PostgreSQL of an earlier run', 'SIGINT');
  }
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined; // Half written when the earlier run was killed: then there is nothing to go by.
  }
}

/** A process id may have been given to somebody else since: its command line must name what we started. */
function isOurs(pid, mark) {
  if (!Number.isInteger(pid) || pid <= 1 || !isAlive(pid)) return false;
  const commandLine = `/proc/${pid}/cmdline`;
  return !existsSync('/proc/self') || (existsSync(commandLine) && readFileSync(commandLine, 'utf8').includes(mark));
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

async function end(pid, name, signal) {
  say(`ending ${name} (process ${pid})`);
  process.kill(pid, signal);
  for (let waited = 0; isAlive(pid) && waited < 100; waited += 1) await sleep(100);
  if (isAlive(pid)) process.kill(pid, 'SIGKILL');
}
