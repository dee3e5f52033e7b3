import { createHash } from 'node:crypto';
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { owner, ownerReaches } from './postgres.js';

/** Everybody may pass through, nobody may list: PostgreSQL's user has to get to its own folder below. */
const passable = 0o711;

/**
 * Where seeded databases are kept and runs work: `.strata/tryton` beside the sources, unless PostgreSQL's user cannot get
 * there (a clone in root's home); then a folder of ours among the temporary ones.
 */
export function trytonHome(): string {
  const root = resolve(import.meta.dirname, '../..');
  const home = join(process.env['STRATA_HOME'] ? resolve(process.env['STRATA_HOME']) : join(root, '.strata'), 'tryton');
  makeFolder(home);
  if (!owner || ownerReaches(home)) return home;
  const elsewhere = join(tmpdir(), `strata-tryton-${createHash('sha256').update(home).digest('hex').slice(0, 12)}`);
  makeFolder(elsewhere);
  const found = lstatSync(elsewhere);
  // Its name can be guessed, so somebody else may have been there first.
  if (!found.isDirectory() || found.uid !== process.getuid?.()) throw new Error(`${elsewhere} is not ours: remove it, or set STRATA_HOME to a folder that the user ${owner} can reach`);
  return elsewhere;
}

/** A folder for this run, named after our process, so that runs side by side do not meet. */
export function makeRunFolder(home: string): string {
  let folder = join(home, `run-${process.pid}`);
  for (let n = 2; existsSync(folder); n += 1) folder = join(home, `run-${process.pid}-${n}`);
  makeFolder(folder);
  return folder;
}

/** Ends and removes what earlier runs left behind when they were killed. */
export async function sweepLeftovers(home: string): Promise<void> {
  for (const name of readdirSync(home)) {
    const starter = /^run-(\d+)/.exec(name)?.[1];
    if (!starter || isAlive(Number(starter))) continue;
    const folder = join(home, name);
    for (const file of readdirSync(folder).filter((one) => one.endsWith('.pid'))) await endLeftover(Number(readFileSync(join(folder, file), 'utf8')), folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A process id may have been given to somebody else since: its command line must name the run's folder. */
async function endLeftover(pid: number, folder: string): Promise<void> {
  const commandLine = `/proc/${pid}/cmdline`;
  if (!existsSync(commandLine) || !readFileSync(commandLine, 'utf8').includes(`${folder}/`)) return;
  // PostgreSQL's immediate shutdown; its data are thrown away.
  process.kill(pid, 'SIGQUIT');
  for (let waited = 0; isAlive(pid) && waited < 50; waited += 1) await sleep(100);
}

function isAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}`);
}

function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, passable);
}
