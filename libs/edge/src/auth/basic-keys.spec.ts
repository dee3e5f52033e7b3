import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccessClientRow, AccessKeyRow } from '#store';
import { migratedDatabase } from '#store/fixture';
import { newApiKey } from './api-key.js';
import { GuardedApp } from './door.fixture.js';
import { issuerKey, SpecIssuer } from './issuer.fixture.js';

let issuer: SpecIssuer;
let db: DataSource;
let app: GuardedApp;
let key: string;
beforeAll(async () => {
  issuer = await new SpecIssuer().start(await issuerKey('key-1'));
  const migrated = await migratedDatabase();
  ({ db } = migrated);
  app = await GuardedApp.open({ identity: { embedded: { issuer: issuer.issuer }, clients: [{ id: 'web', name: 'Web', kind: 'partner', scopes: ['orders:read'] }] }, database: { url: migrated.url } });
  key = await keyOf('analysts');
});
afterAll(() => Promise.all([app.close(), issuer.stop(), db.destroy()]));

async function keyOf(clientId: string, revokedAt: Date | null = null): Promise<string> {
  const { text, keyId, secretHash } = newApiKey('sandbox');
  await db.getRepository(AccessClientRow).insert({ clientId, name: clientId, kind: 'partner', ownerId: null, environment: 'sandbox', plan: 'internal', scopes: ['orders:read'], customers: null, secretHash: null, previousSecretHash: null, previousSecretUntil: null, jwks: null, redirectUris: [], dpopBound: false, createdAt: new Date(), revokedAt: null });
  await db.getRepository(AccessKeyRow).insert({ keyId, clientId, name: 'first', secretHash, scopes: ['orders:read'], createdAt: new Date(), expiresAt: new Date(Date.now() + 3_600_000), revokedAt, lastUsedAt: null });
  return text;
}

const basic = (pair: string, scheme = 'Basic') => ({ authorization: `${scheme} ${Buffer.from(pair).toString('base64')}` });
const analysts = '/bi/v1/guarded';

describe("an analysts' tool, which can send a user name and a password alone", () => {
  it.each(['anna', '', 'anna@example.com', 'Müller', 'Excel'])('gets in with an API key as the password, whatever the user name: %j', async (user) => {
    const { status, body } = await app.get(analysts, basic(`${user}:${key}`));
    expect([status, body.principal]).toMatchObject([200, { id: 'analysts', authority: `key:${key.split('_').slice(0, 3).join('_')}` }]);
  });

  it.each(['basic', 'BASIC', 'Basic  '])('may write the scheme as %j', async (scheme) => {
    expect((await app.get(analysts, basic(`a:${key}`, scheme))).status).toBe(200);
  });

  it('is offered to ask for them, in a field of its own beside that of tokens', async () => {
    for (const headers of [{}, basic('a:b'), basic(`a:${newApiKey('sandbox').text}`)]) {
      const answer = await app.app.inject({ url: analysts, headers });
      expect([answer.statusCode, [answer.headers['www-authenticate']].flat().slice(0, 2)]).toEqual([401, [expect.stringMatching(/^Bearer/), 'Basic realm="Strata: an API key as the password", charset="UTF-8"']]);
    }
  });

  it('gets in nowhere else, and is not offered to', async () => {
    const { status, headers, body } = await app.get('/guarded/orders', basic(`a:${key}`));
    expect([status, headers['www-authenticate'], body.detail]).toEqual([401, 'Bearer error="invalid_token"', 'the credential is malformed']);
  });

  it('is out with a key that was revoked', async () => {
    const { status, body } = await app.get(analysts, basic(`a:${await keyOf('gone', new Date())}`));
    expect([status, body.detail]).toEqual([401, 'the credential is not accepted']);
  });

  it.each<[string, () => Record<string, string>]>([
    ['the password of somebody', () => basic('anna:secret')],
    ['a key as the user name', () => basic(`${key}:`)],
    ['a key alone', () => basic(key)],
    ['a password that goes on', () => basic(`a:${key}:${key}`)],
    ['nothing', () => ({ authorization: 'Basic ' })],
    ['what is no Base64', () => ({ authorization: `Basic a:${key}` })],
    ['two of them', () => ({ authorization: `${basic(`a:${key}`).authorization}, ${basic(`a:${key}`).authorization}` })],
    ['a key beside it', () => ({ ...basic(`a:${key}`), 'x-api-key': key })],
    ['whom it would call for', () => ({ ...basic(`a:${key}`), 'strata-principal': Buffer.from('{"id":"x","scopes":["orders:read"]}').toString('base64url') })],
    ['a text without an end', () => basic(`a:${'x'.repeat(9_000)}`)],
  ])('does not get in with %s', async (_, headers) => {
    expect((await app.get(analysts, headers())).status).toBe(401);
  });

  it('does not get in with a token as the password', async () => {
    expect((await app.get(analysts, basic(`a:${await issuer.token()}`))).status).toBe(401);
    expect((await app.get(analysts, { authorization: `Bearer ${await issuer.token()}` })).status).toBe(200);
  });
});
