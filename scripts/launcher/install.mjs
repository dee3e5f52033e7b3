import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { say, StartFailure } from './terminal.mjs';

/** Runs `npm ci` when packages are missing or older than the lockfile. */
export async function ensureInstalled(root) {
  const installed = join(root, 'node_modules/.package-lock.json');
  if (existsSync(installed) && existsSync(join(root, 'node_modules/.bin/node')) && statSync(installed).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs) return;
  say('installing packages (once; about a minute)');
  run(root, process.platform === 'win32' ? 'npm.cmd' : 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], 'npm ci');
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
  const times = ['apps', 'libs'].flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs));
  return Math.max(...times, statSync(join(root, '.swcrc')).mtimeMs);
}
