import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDebianPackages, HostNotReady } from './debian-packages.js';
import type { Progress } from './progress.js';

/**
 * Packages of PyPI in an environment of their own, made once for a list of them.
 * @param requirements the list, every package with its version
 * @param folder where the environment is kept
 * @param why what they are for, as a sentence for whoever must install Python
 * @returns the Python that has them
 * @throws HostNotReady when this host has no Python, or a package not for it
 */
export async function ensurePythonPackages(requirements: string, folder: string, why: string, say: Progress): Promise<string> {
  const python = join(folder, 'bin/python');
  const installed = join(folder, 'requirements.txt');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === readFileSync(requirements, 'utf8')) return python;
  if (spawnSync('python3', ['-c', 'import ensurepip, venv']).status !== 0) await ensureDebianPackages(['python3-venv'], why, say);
  rmSync(folder, { recursive: true, force: true });
  say('installing packages of PyPI (once)');
  run('python3', ['-m', 'venv', folder]);
  run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary', ':all:', '--requirement', requirements]);
  copyFileSync(requirements, installed);
  return python;
}

function run(command: string, args: string[]): void {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } });
  if (status !== 0) throw new HostNotReady(`${command} ${args.slice(0, 3).join(' ')} failed:\n${error?.message ?? ''}${stdout}${stderr}`);
}
