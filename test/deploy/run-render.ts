/** Renders the chart and holds what comes out to its schemas: `npm run test:deploy [-- --write]`. */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { HostNotReady } from '../harness/debian-packages.js';
import { printedProgress } from '../harness/progress.js';
import { ensureRenderer } from './renderer.js';

const root = resolve(import.meta.dirname, '../..');

try {
  const python = await ensureRenderer(printedProgress());
  const args = [join(import.meta.dirname, 'render.py'), ...['strata', 'examples', 'rendered'].map((name) => join(root, 'deploy/chart', name)), ...process.argv.slice(2)];
  process.exitCode = spawnSync(python, args, { stdio: 'inherit', env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } }).status ?? 1;
} catch (error) {
  if (!(error instanceof HostNotReady)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
