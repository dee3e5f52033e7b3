// Behind `npm run test:chaos`: installs and builds what is missing, then hands over to run.ts under the Node that came with it.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt, ensureInstalled } from '../../scripts/launcher/install.mjs';
import { fail, StartFailure } from '../../scripts/launcher/terminal.mjs';

const root = resolve(import.meta.dirname, '../..');
try {
  await ensureInstalled(root);
  await ensureBuilt(root);
} catch (error) {
  fail(error instanceof StartFailure ? error.message : error.stack);
  process.exit(1);
}

const sources = pathToFileURL(join(root, 'scripts/typescript-sources.mjs')).href;
const runner = spawn(join(root, 'node_modules/.bin/node'), ['--import', sources, join(import.meta.dirname, 'run.ts'), ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
// The runner ends what it started; we only wait for it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => runner.kill(signal));
runner.once('error', (error) => {
  fail(error.message);
  process.exit(1);
});
runner.once('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
