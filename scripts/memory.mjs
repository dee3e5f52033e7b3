// Memory of the idle product: `npm run memory`. Starts it in a temporary home, waits, and adds up the proportional set sizes
// (shared pages are divided among those who share them) of all its processes. Linux only: macOS does not tell them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const root = resolve(import.meta.dirname, '..');
const idleSeconds = 60;
const goalMb = 600;
const readyWithinMs = 120_000;
const counted = ['platform', 'sandbox', 'restate', 'postgres'];
const freePorts = ['', '_SANDBOX', '_POSTGRES', '_RESTATE_INGRESS', '_RESTATE_ADMIN', '_RESTATE_NODE', '_WORKER'].map((name) => [`STRATA${name}_PORT`, '0']);

if (!existsSync('/proc/self/smaps_rollup')) {
  console.error('Proportional set sizes are read from /proc/<pid>/smaps_rollup, which this system does not have.');
  process.exit(2);
}

const home = mkdtempSync(join(tmpdir(), 'strata-memory-'));
const launcher = spawn(join(root, 'node_modules/.bin/node'), [join(root, 'scripts/start.mjs')], {
  env: { ...process.env, ...Object.fromEntries(freePorts), NO_COLOR: '1', STRATA_HOME: home, STRATA_TOPOLOGY: 'one' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const exited = once(launcher, 'exit');
let output = '';
launcher.stdout.on('data', (chunk) => (output += chunk));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => launcher.kill('SIGINT'));

try {
  await ready();
  console.log(`ready; measuring after ${idleSeconds} s`);
  await Promise.race([sleep(idleSeconds * 1000), exited]);
  if (launcher.exitCode !== null) throw new Error('the product was stopped');
  const { pids } = JSON.parse(readFileSync(join(home, 'run.json'), 'utf8'));
  report(counted.map((name) => ({ name, processes: withChildren(pids[name]) })));
} catch (error) {
  console.error(`${error.message}\n${output}`);
  process.exitCode = 1;
} finally {
  launcher.kill('SIGINT');
  await exited;
  rmSync(home, { recursive: true, force: true });
}

async function ready() {
  const until = Date.now() + readyWithinMs;
  while (!output.includes('Stop: Ctrl-C')) {
    if (launcher.exitCode !== null || Date.now() > until) throw new Error('the product does not start');
    await sleep(100);
  }
}

/** A process and all below it: every backend of PostgreSQL is a child of its first process. */
function withChildren(pid) {
  const below = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => parentOf(name) === pid);
  return [pid, ...below.flatMap((child) => withChildren(Number(child)))];
}

function parentOf(pid) {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')[1]);
  } catch {
    return undefined; // It ended in the meantime.
  }
}

function proportionalMb(pid) {
  return Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]) / 1024;
}

function report(roles) {
  const rows = roles.map(({ name, processes }) => ({ name, processes: processes.length, mb: processes.reduce((sum, pid) => sum + proportionalMb(pid), 0) }));
  const sum = rows.reduce((total, { mb }) => total + mb, 0);
  const line = (name, processes, mb) => console.log(`| ${name.padEnd(8)} | ${String(processes).padStart(9)} | ${mb.padStart(6)} |`);
  console.log(`\nProportional set size ${idleSeconds} s after ready, idle\n`);
  line('', 'processes', 'MB');
  line('-'.repeat(8), '-'.repeat(9), '-'.repeat(6));
  for (const { name, processes, mb } of rows) line(name, processes, mb.toFixed(1));
  line('sum', rows.reduce((total, { processes }) => total + processes, 0), sum.toFixed(1));
  console.log(`\ngoal: below ${goalMb} MB`);
}
