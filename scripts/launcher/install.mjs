import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { say, StartFailure } from './terminal.mjs';

/** Runs `npm ci` when packages are missing or older than the lockfile. */
export async function ensureInstalled(root) {
  const installed = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(join(root, 'package-lock.json')).mtimeMs) {
    // npm would follow it and empty what somebody else uses.
    if (lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) throw new StartFailure('node_modules is a link, and what it leads to does not fit package-lock.json: run npm ci there, or remove the link.');
    say('installing packages (once; about a minute)');
    run(root, process.platform === 'win32' ? 'npm.cmd' : 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], 'npm ci');
  }
  ensureNode(root);
}

/**
 * Node 24 as node_modules/.bin/node, where npm's scripts find it first. npm 10 leaves that link out: it goes with the
 * package of the other architecture, whose link has the same name.
 */
function ensureNode(root) {
  const link = join(root, 'node_modules/.bin/node');
  if (existsSync(link)) return;
  const packaged = join(root, `node_modules/node-${process.platform}-${process.arch}/bin/node`);
  const ownIsEnough = Number(process.versions.node.split('.')[0]) >= 24;
  if (!existsSync(packaged) && !ownIsEnough) throw new StartFailure(`The packages bring no Node 24 for ${process.platform} ${process.arch}: install Node 24 and start again.`);
  rmSync(link, { force: true });
  symlinkSync(existsSync(packaged) ? relative(dirname(link), packaged) : process.execPath, link);
}

/** Compiles into dist/ when a source is newer than the last build. */
export async function ensureBuilt(root) {
  const built = join(root, 'dist/.built');
  if (existsSync(built) && newest(root) <= statSync(built).mtimeMs) return;
  say('building');
  run(root, join(root, 'node_modules/.bin/node'), ['scripts/build.mjs'], 'the build');
}

function run(cwd, command, args, name) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64e6 });
  if (status !== 0) throw new StartFailure(`${name} failed:\n${error?.message ?? ''}${stdout}${stderr}`);
}

function newest(root) {
  const times = ['apps', 'libs', 'openapi', 'docs/guides', 'clients/typescript/src'].flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs));
  return Math.max(...times, statSync(join(root, '.swcrc')).mtimeMs);
}
