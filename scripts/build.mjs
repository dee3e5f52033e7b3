// Compiles apps and libs into dist/, the same tree, with what the portal tells callers and its pages. Types are checked by `npm test`, not here.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { buildCatalogue } from './build/portal-catalogue.mjs';
import { buildPages, builtPages, emptyButPages, pagesAreFresh } from './build/portal-pages.mjs';

const root = resolve(import.meta.dirname, '..');
const hasPages = pagesAreFresh(root);
if (hasPages) emptyButPages(root);
else rmSync(join(root, 'dist'), { recursive: true, force: true });
const statuses = await Promise.all([compile(), hasPages ? 0 : buildPages(root)]);
const failed = statuses.find((status) => status !== 0);
if (failed !== undefined) process.exit(failed);
await buildCatalogue(root);
writeFileSync(join(root, 'dist/.built'), buildId());

function compile() {
  const swc = join(root, 'node_modules/@swc/cli/bin/swc.js');
  const child = spawn(process.execPath, [swc, 'apps', 'libs', '-d', 'dist', '--quiet'], { cwd: root, stdio: 'inherit' });
  return new Promise((done, failing) => child.once('error', failing).once('exit', (status) => done(status ?? 1)));
}

/** The version, and a hash of what runs: of the compiled code and of the packages that it was built with, not of pages. The same sources give the same id everywhere. */
function buildId() {
  const pages = relative('dist', builtPages);
  const code = readdirSync(join(root, 'dist'), { recursive: true }).filter((file) => file.endsWith('.js') && !file.startsWith(pages)).toSorted((a, b) => (a < b ? -1 : 1));
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  for (const file of code) hash.update(`\n${file}\n`).update(readFileSync(join(root, 'dist', file)));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return `${version}-${hash.digest('hex').slice(0, 12)}`;
}
