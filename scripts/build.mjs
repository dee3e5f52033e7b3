// Compiles apps and libs into dist/, the same tree, with what the portal tells callers. Types are checked by `npm test`, not here.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildCatalogue } from './build/portal-catalogue.mjs';

const root = resolve(import.meta.dirname, '..');
rmSync(join(root, 'dist'), { recursive: true, force: true });
const swc = join(root, 'node_modules/@swc/cli/bin/swc.js');
const { status } = spawnSync(process.execPath, [swc, 'apps', 'libs', '-d', 'dist', '--quiet'], { cwd: root, stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);
await buildCatalogue(root);
writeFileSync(join(root, 'dist/.built'), buildId());

/** The version, and a hash of what runs: of the compiled code and of the packages that it was built with. The same sources give the same id everywhere. */
function buildId() {
  const code = readdirSync(join(root, 'dist'), { recursive: true }).filter((file) => file.endsWith('.js')).toSorted((a, b) => (a < b ? -1 : 1));
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  for (const file of code) hash.update(`\n${file}\n`).update(readFileSync(join(root, 'dist', file)));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return `${version}-${hash.digest('hex').slice(0, 12)}`;
}
