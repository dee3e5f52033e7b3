// Installs what is missing, then hands over to a TypeScript file under the Node that came with it. Plain Node 20, no packages.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt, ensureInstalled } from '../../scripts/launcher/install.mjs';
import { fail, StartFailure } from '../../scripts/launcher/terminal.mjs';

const root = resolve(import.meta.dirname, '../..');

/**
 * Runs the file with this process's arguments, and ends as it does. It ends what it started; a signal is passed on.
 * @param built whether it needs what `npm run build` makes
 */
export async function runSource(file, { built = false } = {}) {
  try {
    await ensureInstalled(root);
    if (built) await ensureBuilt(root);
  } catch (error) {
    fail(error instanceof StartFailure ? error.message : error.stack);
    process.exit(1);
  }
  const sources = pathToFileURL(join(root, 'scripts/typescript-sources.mjs')).href;
  const runner = spawn(join(root, 'node_modules/.bin/node'), ['--import', sources, file, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => runner.kill(signal));
  runner.once('error', (error) => {
    fail(error.message);
    process.exit(1);
  });
  runner.once('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}
