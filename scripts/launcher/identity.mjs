import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ordering = 'customers:read items:read orders:read orders:write';

/** The demo's clients, as strata.config.yaml has them too, with all that each may be granted. */
export const demoClients = {
  web: ordering,
  mobile: ordering,
  bi: 'analytics:read',
  desk: 'customers:read customers:write items:read orders:read orders:write orders:manage payments:read payments:write operations:read operations:write',
  erp: 'erp:read erp:write',
  crm: 'crm:read crm:write',
  auditor: 'audit:read privacy:manage metrics:read',
  partner: `${ordering} analytics:read`,
  'partner-b': `${ordering} analytics:read`,
};

/** Our own processes that call others of ours when each runs alone; each goes by its name. */
export const serviceClients = ['process-order-to-cash', 'experience-web', 'experience-mobile', 'portal'];

/** `STRATA_SECRET_EXPERIENCE_WEB`: where the configuration finds the secret of a client. */
export const secretVariable = (client) => `STRATA_SECRET_${client.toUpperCase().replaceAll('-', '_')}`;

/**
 * The secrets of a home, made once: what is encrypted under them must open again. Nobody else on this machine can read them.
 * What has been added since, such as a client of the demo, is made too.
 */
export function secretsOf(home) {
  const file = join(home, 'secrets.json');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '{}';
  const known = JSON.parse(text);
  const clients = Object.fromEntries([...Object.keys(demoClients), ...serviceClients].map((client) => [client, randomBytes(32).toString('base64url')]));
  const secrets = { masterKey: randomBytes(32).toString('base64'), operatorPassword: randomBytes(18).toString('base64url'), databasePassword: randomBytes(18).toString('base64url'), ...known, clients: { ...clients, ...known.clients } };
  const whole = `${JSON.stringify(secrets, null, 2)}\n`;
  if (whole === text) return secrets;
  // A start that is cut short leaves the old file or the new one, never half of one.
  writeFileSync(`${file}.new`, whole, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return secrets;
}

/** Of the process that issues tokens: it knows every client's secret. */
export function issuerEnvironment({ operatorPassword, clients }) {
  return { STRATA_OPERATOR_PASSWORD: operatorPassword, ...Object.fromEntries(Object.entries(clients).map(([client, secret]) => [secretVariable(client), secret])) };
}

/** Of every process of ours: who issues, what opens what is encrypted, and what it shows to the others. */
export function memberEnvironment({ masterKey, clients }, { issuer, name }) {
  const own = clients[name];
  return { STRATA_ISSUER: issuer, STRATA_MASTER_KEY: masterKey, ...(own && serviceClients.includes(name) && { STRATA_CLIENT_ID: name, STRATA_CLIENT_SECRET: own }) };
}

/** What demo.json says of signing in: nothing, where the configuration knows no clients. */
export function demoCredentials(config, { clients }, issuer) {
  if (!/^identity:/m.test(readFileSync(config, 'utf8'))) return { clients: {} };
  return { tokenUrl: `${issuer}/token`, clients: Object.fromEntries(Object.entries(demoClients).map(([clientId, scope]) => [clientId, { clientId, clientSecret: clients[clientId], scope }])) };
}
