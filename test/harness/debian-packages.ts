import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { Progress } from './progress.js';

/** The host lacks something that only a person with the rights can add. */
export class HostNotReady extends Error {}

/**
 * Makes sure that Debian packages are there, installing them when we are root.
 * @param why what they are for, as a sentence: for hosts without dpkg
 * @throws HostNotReady with the missing packages and the command that installs them
 */
export async function ensureDebianPackages(wanted: string[], why: string, say: Progress): Promise<void> {
  if (spawnSync('dpkg-query', ['--version']).status !== 0) throw new HostNotReady(`${why}, and this host has no dpkg. Run this on Debian 12, for example in a container. The packages: ${wanted.join(' ')}`);
  const installed = installedVersions(wanted);
  const missing = wanted.filter((name) => !installed.has(name));
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0) throw new HostNotReady(`These Debian packages are missing: ${missing.join(' ')}\nInstall them:  sudo apt-get install --no-install-recommends ${missing.join(' ')}`);
  say(`installing Debian packages and what they need (once; about a minute): ${missing.length > 3 ? missing.length : missing.join(' ')}`);
  await aptGet('update', '-qq');
  await aptGet('install', '-y', '-qq', '--no-install-recommends', ...missing);
}

/** Version of each installed package that one of the patterns names. */
export function installedVersions(patterns: string[]): Map<string, string> {
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Abbrev}|${Package}|${Version}\n', ...patterns], { encoding: 'utf8' });
  const rows = stdout.split('\n').map((line) => line.split('|') as [string, string, string]);
  return new Map(rows.filter(([status]) => status.startsWith('ii')).map(([, name, version]) => [name, version]));
}

/** In a process group of its own: a Ctrl-C must not cut dpkg off in the middle of a package. */
async function aptGet(...args: string[]): Promise<void> {
  const options = ['-o', 'DPkg::Lock::Timeout=600', '-o', 'Acquire::Retries=3'];
  const apt = spawn('apt-get', [...options, ...args], { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let said = '';
  for (const stream of [apt.stdout, apt.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [code] = await once(apt, 'close');
  if (code !== 0) throw new Error(`apt-get ${args[0]} failed:\n${said.split('\n').slice(-20).join('\n')}`);
}
