// Compiles apps and libs into dist/, the same tree. Types are checked by `npm test`, not here.
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
rmSync(join(root, 'dist'), { recursive: true, force: true });
const swc = join(root, 'node_modules/@swc/cli/bin/swc.js');
const { status } = spawnSync(process.execPath, [swc, 'apps', 'libs', '-d', 'dist', '--quiet'], { cwd: root, stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);
writeFileSync(join(root, 'dist/.built'), '');
