import { ensureDebianPackages, HostNotReady, installedVersions } from '../harness/debian-packages.js';
import type { Progress } from '../harness/progress.js';

/** The modules of our ERP; what they depend on comes with them. */
export const modules = [
  'sale_opportunity', 'sale_credit_limit', 'sale_stock_quantity', 'account_invoice_stock', 'account_payment',
];

/** Installed, but not activated: a spec activates them in the running ERP, and they add fields to parties and sale lines. */
export const laterModules = ['party_siret', 'sale_discount'];

const wanted = ['tryton-server', 'tryton-proteus', 'python3-psycopg2', 'postgresql', ...[...modules, ...laterModules].map((module) => `tryton-modules-${module.replaceAll('_', '-')}`)];

/**
 * Makes sure that the Debian packages are there, installing them when we are root.
 * @returns every Tryton and PostgreSQL package with its version, sorted: what a seeded database depends on
 * @throws HostNotReady with the missing packages and the command that installs them
 */
export async function ensurePackages(say: Progress): Promise<string[]> {
  await ensureDebianPackages(wanted, "A real Tryton is set up from Debian's packages", say);
  const server = installedVersions(['tryton-server']).get('tryton-server');
  if (!server?.startsWith('6.0.')) throw new HostNotReady(`tryton-server is ${server ?? 'missing'}, and the connector speaks 6.0: run this on Debian 12.`);
  say('packages');
  return [...installedVersions(['tryton-*', 'postgresql*'])].map((entry) => entry.join(' ')).toSorted();
}
