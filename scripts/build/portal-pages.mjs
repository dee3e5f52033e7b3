import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Where the pages go, from the root. */
export const builtPages = 'dist/apps/portal/web';
const sources = 'apps/portal/web';
/** What they take from elsewhere. */
const borrowed = ['libs/canonical/src/scopes.ts'];

/** Whether the pages were built from these very sources and packages: Vite takes longer than all the rest. */
export function pagesAreFresh(root) {
  const stamp = join(root, builtPages, '.built');
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(root);
}

/** Builds the portal's pages with Vite. @returns the exit code */
export async function buildPages(root) {
  const config = join(root, sources, 'vite.config.ts');
  const child = spawn(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--config', config, '--logLevel', 'warn'], { cwd: root, stdio: 'inherit' });
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('exit', resolve));
  if (code === 0) writeFileSync(join(root, builtPages, '.built'), fingerprint(root));
  return code ?? 1;
}

/** Empties dist/ but for the pages, so that nothing stays of a source that went. */
export function emptyButPages(root, folder = join(root, 'dist')) {
  if (!existsSync(folder)) return;
  const pages = join(root, builtPages);
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (path === pages) continue;
    if (pages.startsWith(`${path}/`)) emptyButPages(root, path);
    else rmSync(path, { recursive: true, force: true });
  }
}

function fingerprint(root) {
  const folder = join(root, sources);
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  const files = readdirSync(folder, { recursive: true }).map((file) => join(folder, file)).filter((file) => statSync(file).isFile());
  for (const file of [...files, ...borrowed.map((path) => join(root, path))].toSorted((a, b) => (a < b ? -1 : 1))) hash.update(`\n${relative(root, file)}\n`).update(readFileSync(file));
  return hash.digest('hex');
}
