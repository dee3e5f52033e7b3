import { createHash, randomUUID } from 'node:crypto';
import { createLocalJWKSet, decodeProtectedHeader, exportJWK, generateKeyPair, jwtVerify, SignJWT, type JSONWebKeySet } from 'jose';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccessClientRow, AccessDirectory } from '#store';
import { migratedDatabase } from '#store/fixture';
import { askToken, basic, clientConfig, issuer, runPortal, secretOf, type RunningPortal } from '../portal.fixture.js';

const audience = 'urn:strata:api';
const asked = { grant_type: 'client_credentials' };
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

let db: DataSource;
let portal: RunningPortal;
let keys: Awaited<ReturnType<typeof generateKeyPair>>;

const row = (clientId: string, rest: Partial<AccessClientRow> = {}): AccessClientRow => ({
  clientId,
  name: clientId,
  kind: 'partner',
  ownerId: null,
  environment: 'sandbox',
  plan: 'free',
  scopes: ['orders:read'],
  customers: ['c1'],
  secretHash: sha256(secretOf(clientId)),
  previousSecretHash: null,
  previousSecretUntil: null,
  jwks: null,
  redirectUris: [],
  dpopBound: false,
  createdAt: new Date(),
  revokedAt: null,
  ...rest,
});

beforeAll(async () => {
  const made = await migratedDatabase();
  db = made.db;
  keys = await generateKeyPair('ES256', { extractable: true });
  const ownKeys = { keys: [{ ...(await exportJWK(keys.publicKey)), alg: 'ES256', use: 'sig' }] };
  portal = await runPortal(made.url, [
    clientConfig({ id: 'acme', customers: ['c1', 'c2'] }),
    clientConfig({ id: 'own', kind: 'service', plan: 'internal', environment: 'production' }),
    clientConfig({ id: 'signing', secret: undefined, jwks: ownKeys }),
    clientConfig({ id: 'bound', dpopBound: true }),
  ]);
});
afterAll(() => Promise.all([portal.close(), db.destroy()]));

async function jwks(): Promise<JSONWebKeySet> {
  return (await (await fetch(`${portal.url}/jwks`)).json()) as JSONWebKeySet;
}

async function verified(token: string) {
  return jwtVerify(token, createLocalJWKSet(await jwks()), { issuer, audience, typ: 'at+jwt', algorithms: ['ES256'] });
}

describe('a client with a secret', () => {
  it("gets a token in the portal's own pages, and in those of nobody else", async () => {
    const from = async (origin: string) => (await askToken(portal, asked, { ...basic('acme'), origin })).status;
    expect([await from(new URL(issuer).origin), await from('https://evil.example.com')]).toEqual([200, 400]);
  });

  it('gets a token for our APIs, for ten minutes, that says whose it is', async () => {
    const { status, body } = await askToken(portal, { ...asked, scope: 'orders:read' }, basic('acme'));
    expect([status, body['token_type'], body['expires_in'], body['scope']]).toEqual([200, 'Bearer', 600, 'orders:read']);
    const { payload } = await verified(body['access_token']!);
    expect(payload).toMatchObject({ sub: 'acme', client_id: 'acme', scope: 'orders:read', strata_kind: 'partner', strata_plan: 'partner', strata_environment: 'sandbox', strata_customers: ['c1', 'c2'], jti: expect.any(String) });
    expect(payload.exp! - payload.iat!).toBe(600);
  });

  it('says in its token nothing of customers when it may see all', async () => {
    const { body } = await askToken(portal, asked, basic('own'));
    const { payload } = await verified(body['access_token']!);
    expect([payload['strata_kind'], 'strata_customers' in payload]).toEqual(['service', false]);
  });

  it('may send its secret in the form', async () => {
    const { status } = await askToken(portal, { ...asked, client_id: 'acme', client_secret: secretOf('acme') });
    expect(status).toBe(200);
  });

  it('gets all that it may when it does not say what it wants', async () => {
    const { body } = await askToken(portal, asked, basic('acme'));
    expect(body['scope']).toBe('orders:read orders:write');
  });

  it.each(['orders:manage', 'orders:read audit:read', 'nothing:known'])('is refused the scope %s, which it was not granted', async (scope) => {
    const { status, body } = await askToken(portal, { ...asked, scope }, basic('acme'));
    expect([status, body['error'], body['access_token']]).toEqual([400, 'invalid_scope', undefined]);
  });

  it('is refused a token for another audience', async () => {
    const { status, body } = await askToken(portal, { ...asked, resource: 'https://elsewhere.example.com' }, basic('acme'));
    expect([status, body['error']]).toEqual([400, 'invalid_target']);
  });

  it('may not use a grant of people, nor a password of theirs', async () => {
    for (const grant of ['authorization_code', 'refresh_token', 'password', 'urn:ietf:params:oauth:grant-type:device_code']) {
      const { status, body } = await askToken(portal, { grant_type: grant, code: 'x', refresh_token: 'x', redirect_uri: 'http://x', username: 'a', password: 'b' }, basic('acme'));
      expect([grant, status, ['unauthorized_client', 'unsupported_grant_type', 'invalid_request'].includes(body['error']!)]).toEqual([grant, 400, true]);
    }
  });
});

describe('who is refused', () => {
  it('is told the same for a wrong secret, for nobody and for a revoked client', async () => {
    await db.getRepository(AccessClientRow).insert(row('gone', { revokedAt: new Date() }));
    const answers = await Promise.all([basic('acme', 'wrong'), basic('nobody'), basic('gone'), basic('signing', 'x')].map((headers) => askToken(portal, asked, headers)));
    expect(answers.map(({ status, body }) => ({ status, body }))).toEqual(answers.map(() => ({ status: 401, body: { error: 'invalid_client', error_description: 'client authentication failed' } })));
    expect(answers.map(({ headers }) => headers.get('www-authenticate'))).toEqual(answers.map(() => expect.stringMatching(/^Basic realm="http:\/\/strata\.example\.com\/oidc"/)));
  });

  it('are those without a credential', async () => {
    await db.getRepository(AccessClientRow).insert(row('open', { secretHash: null }));
    const { status, body } = await askToken(portal, { ...asked, client_id: 'open' });
    expect([status, body['error']]).toEqual([401, 'invalid_client']);
  });
});

describe('a client that was registered while we run', () => {
  it('gets tokens until it is revoked', async () => {
    await db.getRepository(AccessClientRow).insert(row('late'));
    const { body } = await askToken(portal, asked, basic('late'));
    expect((await verified(body['access_token']!)).payload).toMatchObject({ client_id: 'late', strata_plan: 'free', strata_customers: ['c1'] });
    await db.getRepository(AccessClientRow).update('late', { revokedAt: new Date() });
    expect((await askToken(portal, asked, basic('late'))).status).toBe(401);
  });

  it('may use the secret of before while it lasts', async () => {
    await db.getRepository(AccessClientRow).insert(row('rotating', { previousSecretHash: sha256('before'), previousSecretUntil: new Date(Date.now() + 60_000) }));
    expect((await askToken(portal, asked, basic('rotating', 'before'))).status).toBe(200);
    expect((await askToken(portal, asked, basic('rotating'))).status).toBe(200);
    await db.getRepository(AccessClientRow).update('rotating', { previousSecretUntil: new Date(Date.now() - 1_000) });
    expect((await askToken(portal, asked, basic('rotating', 'before'))).status).toBe(401);
    expect((await askToken(portal, asked, basic('rotating'))).status).toBe(200);
  });
});

describe('a client with a key of its own', () => {
  const assertion = (claims: Record<string, unknown> = {}, key = keys.privateKey, alg = 'ES256') =>
    new SignJWT({ jti: randomUUID(), ...claims }).setProtectedHeader({ alg }).setIssuer('signing').setSubject('signing').setAudience(issuer).setIssuedAt().setExpirationTime('60s').sign(key);
  const signed = (jwt: string) => askToken(portal, { ...asked, client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: jwt });

  it('gets a token by a signed assertion', async () => {
    const { status, body } = await signed(await assertion());
    expect([status, (await verified(body['access_token']!)).payload['client_id']]).toEqual([200, 'signing']);
  });

  it('may use an assertion once, also when it is sent several times at once', async () => {
    const jwt = await assertion();
    const statuses = (await Promise.all([1, 2, 3, 4].map(() => signed(jwt)))).map(({ status }) => status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 401, 401, 401]);
  });

  it('is refused with the key of somebody else', async () => {
    const other = await generateKeyPair('ES256');
    expect((await signed(await assertion({}, other.privateKey))).status).toBe(401);
  });

  it('is refused with its public key as a shared secret', async () => {
    const shared = Buffer.from(JSON.stringify(await exportJWK(keys.publicKey)));
    expect((await signed(await assertion({}, shared as never, 'HS256'))).status).toBe(401);
  });

  it('is refused without a signature', async () => {
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${(await assertion()).split('.')[1]}.`;
    expect((await signed(none)).status).toBe(401);
  });
});

describe('a client that proves possession of a key (RFC 9449)', () => {
  async function proof(claims: Record<string, unknown> = {}) {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    return new SignJWT({ htm: 'POST', htu: `${issuer}/token`, jti: randomUUID(), ...claims }).setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: await exportJWK(publicKey) }).setIssuedAt().sign(privateKey);
  }

  it('gets a token that is bound to the key', async () => {
    const { status, body } = await askToken(portal, asked, { ...basic('acme'), dpop: await proof() });
    expect([status, body['token_type']]).toEqual([200, 'DPoP']);
    expect((await verified(body['access_token']!)).payload['cnf']).toEqual({ jkt: expect.stringMatching(/^[\w-]{43}$/) });
  });

  it('may use a proof once', async () => {
    const dpop = await proof();
    const statuses = (await Promise.all([1, 2, 3].map(() => askToken(portal, asked, { ...basic('acme'), dpop })))).map(({ status }) => status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 400, 400]);
  });

  it('is refused a proof for another address', async () => {
    const { status, body } = await askToken(portal, asked, { ...basic('acme'), dpop: await proof({ htu: 'https://elsewhere.example.com/token' }) });
    expect([status, body['error']]).toEqual([400, 'invalid_dpop_proof']);
  });

  it('gets none without a proof when it must bind its tokens', async () => {
    expect((await askToken(portal, asked, basic('bound'))).status).toBe(400);
    expect((await askToken(portal, asked, { ...basic('bound'), dpop: await proof() })).status).toBe(200);
  });
});

describe('what everybody may read', () => {
  it('are public keys, and nothing private of them', async () => {
    const published = await jwks();
    expect(published.keys.length).toBeGreaterThan(0);
    expect(published.keys.map((key) => Object.keys(key).toSorted())).toEqual(published.keys.map(() => ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']));
    const { body } = await askToken(portal, asked, basic('acme'));
    expect(decodeProtectedHeader(body['access_token']!)).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: published.keys[0]?.kid });
  });

  it.each(['openid-configuration', 'oauth-authorization-server'])('is where everything is, by the configured address alone: %s', async (name) => {
    const response = await fetch(`${portal.url}/.well-known/${name}`, { headers: { 'x-forwarded-host': 'evil.example.com', 'x-forwarded-proto': 'https' } });
    const metadata = (await response.json()) as Record<string, unknown>;
    expect(metadata).toMatchObject({ issuer, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/jwks`, authorization_endpoint: `${issuer}/auth`, code_challenge_methods_supported: ['S256'], response_types_supported: ['code'] });
    expect(metadata['grant_types_supported']).toEqual(expect.not.arrayContaining(['implicit', 'password']));
    expect(JSON.stringify(metadata)).not.toContain('evil');
    expect(['introspection_endpoint', 'registration_endpoint', 'device_authorization_endpoint', 'userinfo_endpoint', 'pushed_authorization_request_endpoint'].filter((door) => door in metadata)).toEqual([]);
  });

  it.each(['/nothing', '', '/', '/token', '/interaction', '/me'])('is not what is not there: %s', async (path) => {
    const response = await fetch(`${portal.url}${path}`);
    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/problem+json; charset=utf-8']);
    expect(await response.json()).toMatchObject({ status: 404 });
  });
});

describe('an issuer whose database is away', () => {
  it('says so, and still knows the clients of the configuration', async () => {
    const directory = portal.app.get(AccessDirectory);
    const { client } = directory;
    directory.client = () => Promise.reject(Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' }));
    try {
      const { status, headers, body } = await askToken(portal, asked, basic('late'));
      expect([status, headers.get('retry-after'), body]).toEqual([503, '1', { error: 'temporarily_unavailable', error_description: 'our database cannot be reached' }]);
      expect((await askToken(portal, asked, basic('acme'))).status).toBe(200);
    } finally {
      directory.client = client;
    }
  });
});

it.each(['a\0b', '\uD800', "'; DROP TABLE access_client; --", 'x'.repeat(10_000), '../acme', '__proto__', 'constructor'])('knows nobody by the name %j', async (name) => {
  const { status, body } = await askToken(portal, { ...asked, client_id: name, client_secret: name });
  expect([status, body['error']]).toEqual([401, 'invalid_client']);
});

it('refuses what is no form without a trace of itself', async () => {
  const answers = await Promise.all([
    fetch(`${portal.url}/token`, { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } }),
    fetch(`${portal.url}/token`, { method: 'POST', body: 'x='.repeat(100_000), headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
    fetch(`${portal.url}/token`, { method: 'POST', body: 'grant_type=%FF&scope=%00', headers: { 'content-type': 'application/x-www-form-urlencoded', ...basic('acme') } }),
    fetch(`${portal.url}/token`, { method: 'POST' }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
  for (const answer of answers) expect(await answer.text()).not.toMatch(/at .*\.js|node_modules|Error:/);
});
