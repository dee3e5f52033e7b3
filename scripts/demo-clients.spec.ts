import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { demoClients, issuerEnvironment, memberEnvironment, secretsOf, secretVariable, serviceClients } from './launcher/identity.mjs';

interface Client {
  id: string;
  kind: string;
  scopes: string[];
  secret: { env: string };
}

const { identity } = parse(readFileSync('strata.config.yaml', 'utf8')) as { identity: { clients: Client[] } };

describe('the clients of the demo', () => {
  it('are those of its configuration, with the same scopes and where their secrets are', () => {
    const described = identity.clients.filter(({ kind }) => kind !== 'service').map(({ id, scopes }) => [id, scopes.join(' ')]);
    expect(Object.fromEntries(described)).toEqual(demoClients);
    expect(identity.clients.filter(({ kind }) => kind === 'service').map(({ id }) => id)).toEqual(serviceClients);
    expect(identity.clients.map(({ secret }) => secret.env)).toEqual(identity.clients.map(({ id }) => secretVariable(id)));
  });
});

describe('the secrets of a home', () => {
  let home: string;
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'strata-secrets-'));
  });
  afterAll(() => rmSync(home, { recursive: true }));
  const file = () => join(home, 'secrets.json');

  it('are made once, for the owner alone to read', () => {
    const made = secretsOf(home);
    expect(secretsOf(home)).toEqual(made);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(Buffer.from(made.masterKey, 'base64')).toHaveLength(32);
    expect(new Set(Object.values(made.clients)).size).toBe(Object.keys(demoClients).length + serviceClients.length);
  });

  it('keep what there is when a client comes', () => {
    const { masterKey, clients, ...rest } = secretsOf(home);
    const { web: _, ...others } = clients;
    writeFileSync(file(), JSON.stringify({ masterKey, ...rest, clients: others }));
    const after = secretsOf(home);
    expect(after).toMatchObject({ masterKey, ...rest, clients: others });
    expect(after.clients['web']).toMatch(/^[\w-]{43}$/);
  });

  it('are all told to the issuer, and to every other process its own alone', () => {
    const secrets = secretsOf(home);
    expect(issuerEnvironment(secrets)).toMatchObject({ STRATA_OPERATOR_PASSWORD: secrets.operatorPassword, STRATA_SECRET_WEB: secrets.clients['web'], STRATA_SECRET_EXPERIENCE_WEB: secrets.clients['experience-web'] });
    const issuer = 'http://127.0.0.1:3000/oidc';
    expect(memberEnvironment(secrets, { issuer, name: 'experience-web' })).toEqual({ STRATA_ISSUER: issuer, STRATA_MASTER_KEY: secrets.masterKey, STRATA_CLIENT_ID: 'experience-web', STRATA_CLIENT_SECRET: secrets.clients['experience-web'] });
    // A process that goes by a client of the demo's name would be that client.
    expect(Object.keys(memberEnvironment(secrets, { issuer, name: 'web' }))).toEqual(['STRATA_ISSUER', 'STRATA_MASTER_KEY']);
  });
});
