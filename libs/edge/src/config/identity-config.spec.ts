import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from './load-config.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'strata-identity-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const system = `systems:
  - { id: erp-eu, kind: erp, connector: sap-s4hana, baseUrl: 'https://erp.example.com', credentials: {} }
`;

function load(text: string, env: NodeJS.ProcessEnv = {}) {
  const file = join(folder, 'strata.config.yaml');
  writeFileSync(file, `${system}${text}`);
  return loadConfig(file, env);
}

function complaint(text: string): string {
  try {
    load(text);
  } catch (error) {
    return (error as Error).message.replaceAll(join(folder, 'strata.config.yaml'), 'file');
  }
  return 'none';
}

const secret = 'x'.repeat(43);
const web = `    - id: web\n      name: Web\n      kind: service\n      secret: { env: WEB_SECRET }\n      scopes: [orders:read]\n`;

describe('the identity of a configuration', () => {
  it('may be left out, and is then none', () => {
    expect(load('').identity).toBeUndefined();
  });

  it('has defaults for everything', () => {
    const { identity } = load('identity: {}\n');
    expect({ ...identity }).toMatchObject({ issuers: [], audience: 'urn:strata:api', clients: [], embedded: { trustedProxies: 0 } });
    expect([identity?.masterKey, identity?.embedded.issuer, identity?.service.clientId]).toEqual([undefined, undefined, undefined]);
  });

  it('takes the secrets of clients from the environment', () => {
    const { identity } = load(`identity:\n  clients:\n${web}`, { WEB_SECRET: secret });
    expect({ ...identity?.clients[0] }).toMatchObject({ id: 'web', secret, scopes: ['orders:read'], plan: 'internal', environment: 'production', redirectUris: [] });
  });

  it('takes other issuers, each with claims of its own', () => {
    const { identity } = load(`identity:\n  issuers:\n    - { issuer: 'https://login.example.com', audience: api, claims: { plan: tier } }\n`);
    expect(identity?.issuers[0]).toMatchObject({ clockSkew: 5, audience: 'api', claims: { plan: 'tier', customers: 'strata_customers' } });
  });

  it.each<[string, string, string]>([
    ['a scope that there is not', `  clients:\n${web.replace('orders:read', 'orders:eat')}`, 'file:9 identity.clients.0.scopes: each of scopes must be one of customers:read, '],
    ['a kind that there is not', `  clients:\n${web.replace('kind: service', 'kind: robot')}`, 'file:7 identity.clients.0.kind: kind must be one of the following values: partner, service, person'],
    ['a secret that is guessed', `  clients:\n${web.replace('{ env: WEB_SECRET }', 'secret')}`, 'file:8 identity.clients.0.secret: secret must be longer than or equal to 32 characters'],
    ['one id for two clients', `  clients:\n${web}${web}`, 'file:10 identity.clients.1.id: web is used twice'],
    ['a master key of another length', `  masterKey: c2hvcnQ=\n`, 'file:4 identity.masterKey: masterKey must be 32 bytes in base64'],
    ['an inside address of it somewhere else', `  embedded: { url: 'http://portal:3000' }\n`, 'file:4 identity.embedded.url: url must end with /oidc'],
    ['an issuer somewhere else than where it is served', `  embedded: { issuer: 'https://strata.example.com' }\n`, 'file:4 identity.embedded.issuer: issuer must end with /oidc'],
    ['an issuer without a scheme', `  issuers: [{ issuer: login.example.com }]\n`, 'file:4 identity.issuers.0.issuer: issuer must be an address such as https://login.example.com'],
    ['a setting that there is not', `  audienc: x\n`, 'file:4 identity.audienc: is not a known setting'],
  ])('names the line of %s', (_, text, expected) => {
    expect(complaint(`identity:\n${text}`).slice(0, expected.length)).toBe(expected);
  });
});
