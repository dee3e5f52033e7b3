import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { Progress } from './progress.js';

/** The modules of our ERP; what they depend on comes with them. */
export const modules = [
  'sale_opportunity', 'sale_credit_limit', 'sale_stock_quantity', 'account_invoice_stock', 'account_payment',
];

/** Installed, but not activated: a spec activates them in the running ERP, and they add fields to parties and sale lines. */
export const laterModules = ['party_siret', 'sale_discount'];

const wanted = ['tryton-server', 'tryton-proteus', 'python3-psycopg2', 'postgresql', ...[...modules, ...laterModules].map((module) => `tryton-modules-${module.replaceAll('_', '-')}`)];

/** The host lacks something that only a person with the rights can add. */
export class HostNotReady extends Error {}

/**
 * Makes sure that the Debian packages are there, installing them when we are root.
 * @returns every Tryton and PostgreSQL package with its version, sorted: what a seeded database depends on
 * @throws HostNotReady with the missing packages and the command that installs them
 */
export async function ensurePackages(say: Progress): Promise<string[]> {
  if (spawnSync('dpkg-query', ['--version']).status !== 0) throw new HostNotReady(`A real Tryton is set up from Debian's packages, and this host has no dpkg. Run this on Debian 12, for example in a container. The packages: ${wanted.join(' ')}`);
  let installed = installedVersions(wanted);
  const missing = wanted.filter((name) => !installed.has(name));
  if (missing.length > 0) {
    if (process.getuid?.() !== 0) throw new HostNotReady(`These Debian packages are missing: ${missing.join(' ')}\nInstall them:  sudo apt-get install --no-install-recommends ${missing.join(' ')}`);
    say(`installing ${missing.length} Debian packages and what they need (once; about a minute)`);
    await aptGet('update', '-qq');
    await aptGet('install', '-y', '-qq', '--no-install-recommends', ...missing);
    installed = installedVersions(wanted);
  }
  const server = installed.get('tryton-server');
  if (!server?.startsWith('6.0.')) throw new HostNotReady(`tryton-server is ${server ?? 'missing'}, and the connector speaks 6.0: run this on Debian 12.`);
  say('packages');
  return [...installedVersions(['tryton-*', 'postgresql*'])].map((entry) => entry.join(' ')).toSorted();
}

function installedVersions(patterns: string[]): Map<string, string> {
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
