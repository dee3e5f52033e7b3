import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccessClientRow, AccessKeyRow } from '#store';
import { migratedDatabase } from '#store/fixture';
import { newApiKey } from './api-key.js';
import { GuardedApp } from './door.fixture.js';
import { issuerKey, SpecIssuer } from './issuer.fixture.js';

const hour = 3_600_000;
const inAnHour = () => new Date(Date.now() + hour);
const acme: AccessClientRow = { clientId: 'acme', name: 'Acme', kind: 'partner', ownerId: null, environment: 'sandbox', plan: 'internal', scopes: ['orders:read', 'items:read'], customers: ['c1', 'c2'], secretHash: null, previousSecretHash: null, previousSecretUntil: null, jwks: null, redirectUris: [], dpopBound: false, createdAt: new Date(), revokedAt: null };
const systems = [{ id: 'try', kind: 'erp', environment: 'sandbox' }, { id: 'real', kind: 'erp', environment: 'production' }];

let issuer: SpecIssuer;
let db: DataSource;
let url: string;
/** Two processes of ours, on one database. */
let one: GuardedApp;
let two: GuardedApp;
beforeAll(async () => {
  issuer = await new SpecIssuer().start(await issuerKey('key-1'));
  ({ db, url } = await migratedDatabase());
  const config = { identity: { embedded: { issuer: issuer.issuer }, clients: [{ id: 'web', name: 'Web', kind: 'partner', scopes: ['orders:read'] }] }, systems, database: { url } };
  [one, two] = await Promise.all([GuardedApp.open(config), GuardedApp.open(config)]);
});
afterAll(() => Promise.all([one.close(), two.close(), issuer.stop(), db.destroy()]));

async function register(client: Partial<AccessClientRow> & { clientId: string }): Promise<string> {
  await db.getRepository(AccessClientRow).insert({ ...acme, ...client });
  return issuer.token({ sub: client.clientId, client_id: client.clientId, scope: 'orders:read items:read audit:read', strata_customers: ['c2', 'c3'] });
}

async function giveKey(clientId: string, key: Partial<AccessKeyRow> = {}): Promise<{ text: string; keyId: string }> {
  const { text, keyId, secretHash } = newApiKey('sandbox');
  await db.getRepository(AccessKeyRow).insert({ keyId, clientId, name: 'first', secretHash, scopes: ['orders:read', 'audit:read'], createdAt: new Date(), expiresAt: inAnHour(), revokedAt: null, lastUsedAt: null, ...key });
  return { text, keyId };
}

const byKey = (text: string, app = one) => app.get('/guarded/orders', { 'x-api-key': text });
const statuses = async (ask: (app: GuardedApp) => Promise<{ status: number }>) => Promise.all([one, two].map(async (app) => (await ask(app)).status));

describe('a client that was registered while we run', () => {
  it('is what its token and its row both allow, among the systems of its environment', async () => {
    const { status, body } = await one.with(await register({ clientId: 'narrow' }));
    expect([status, body.principal]).toEqual([200, { id: 'narrow', clientId: 'narrow', scopes: ['orders:read', 'items:read'], plan: 'internal', environment: 'sandbox', dataScope: { systems: ['try'], customers: ['c2'] }, authority: 'token:token-1' }]);
  });

  it('is out everywhere within 5 s of being revoked, and of being bound to a key', async () => {
    const token = await register({ clientId: 'leaving' });
    expect(await statuses((app) => app.with(token))).toEqual([200, 200]);
    await db.getRepository(AccessClientRow).update('leaving', { revokedAt: new Date() });
    const revokedAt = Date.now();
    await expect.poll(() => statuses((app) => app.with(token)), { timeout: 6_000, interval: 100 }).toEqual([401, 401]);
    expect(Date.now() - revokedAt).toBeLessThan(5_000);
    await db.getRepository(AccessClientRow).update('leaving', { revokedAt: null, dpopBound: true });
    await delay(3_100);
    expect(await statuses((app) => app.with(token))).toEqual([401, 401]);
  });

  it('loses a scope as soon', async () => {
    const token = await register({ clientId: 'less' });
    expect((await one.with(token)).status).toBe(200);
    await db.getRepository(AccessClientRow).update('less', { scopes: ['items:read'] });
    await expect.poll(async () => (await one.with(token)).status, { timeout: 5_000, interval: 100 }).toBe(403);
  });
});

describe('an API key', () => {
  it('is its client, with what both may', async () => {
    await register({ clientId: 'keyed' });
    const { text, keyId } = await giveKey('keyed');
    const { status, body } = await byKey(text);
    expect([status, body.principal]).toEqual([200, { id: 'keyed', clientId: 'keyed', scopes: ['orders:read'], plan: 'internal', environment: 'sandbox', dataScope: { systems: ['try'], customers: ['c1', 'c2'] }, authority: `key:strata_sbx_${keyId}` }]);
    expect(text.startsWith(`strata_sbx_${keyId}_`)).toBe(true);
  });

  it('is refused with another secret, when it is nobody, of the other environment, and when its client is revoked', async () => {
    await register({ clientId: 'keys', revokedAt: null });
    await register({ clientId: 'revoked', revokedAt: new Date() });
    const [good, ofRevoked] = [await giveKey('keys'), await giveKey('revoked')];
    const otherSecret = `${good.text.slice(0, -1)}${good.text.endsWith('A') ? 'B' : 'A'}`;
    for (const text of [otherSecret, newApiKey('sandbox').text, good.text.replace('strata_sbx', 'strata_live'), ofRevoked.text]) {
      const { status, body, headers } = await byKey(text);
      expect([status, body.detail, headers['www-authenticate']]).toEqual([401, 'the credential is not accepted', 'Bearer error="invalid_token"']);
    }
  });

  it('that has expired is told so, to who has its secret', async () => {
    await register({ clientId: 'old' });
    const { text } = await giveKey('old', { expiresAt: new Date(Date.now() - 1_000) });
    expect((await byKey(text)).body).toMatchObject({ status: 401, detail: 'the credential has expired' });
    expect((await byKey(`${text.slice(0, -2)}xx`)).body).toMatchObject({ status: 401, detail: 'the credential is not accepted' });
  });

  it.each(['', 'x', 'strata_sbx_', `strata_sbx_${'0'.repeat(16)}_short`, `strata_test_${'0'.repeat(16)}_${'x'.repeat(43)}`, `strata_sbx_' OR 1=1--_${'x'.repeat(43)}`])('that is none is not looked up: %j', async (text) => {
    expect((await byKey(text)).body).toMatchObject({ status: 401, detail: 'the credential is malformed' });
  });

  it('does not say for whom it calls', async () => {
    await register({ clientId: 'alone', kind: 'service' });
    const { text } = await giveKey('alone');
    expect((await one.get('/guarded/orders', { 'x-api-key': text, 'strata-principal': Buffer.from('{"id":"x","scopes":[]}').toString('base64url') })).status).toBe(401);
  });

  it('is out everywhere within 5 s of being revoked; the one beside it stays', async () => {
    await register({ clientId: 'rotating' });
    const [first, second] = [await giveKey('rotating'), await giveKey('rotating')];
    expect(await statuses((app) => byKey(first.text, app))).toEqual([200, 200]);
    await db.getRepository(AccessKeyRow).update(first.keyId, { revokedAt: new Date() });
    const revokedAt = Date.now();
    await expect.poll(() => statuses((app) => byKey(first.text, app)), { timeout: 6_000, interval: 100 }).toEqual([401, 401]);
    expect(Date.now() - revokedAt).toBeLessThan(5_000);
    expect(await statuses((app) => byKey(second.text, app))).toEqual([200, 200]);
  });
});

describe('while the database is away', () => {
  it('who is registered there is let in for 3 s, and then told to come again; who stands in the configuration is let in', async () => {
    const away = await GuardedApp.open({ identity: { embedded: { issuer: issuer.issuer }, clients: [{ id: 'web', name: 'Web', kind: 'partner', scopes: ['orders:read'] }] }, database: { url: 'postgresql://nobody@127.0.0.1:1/none' } });
    const { status, headers, body } = await away.with(await issuer.token({ sub: 'acme', client_id: 'acme' }));
    expect([status, headers['retry-after'], body.detail]).toEqual([503, '1', 'our register of clients cannot be asked whether the credential is good']);
    expect((await byKey(newApiKey('sandbox').text, away)).status).toBe(503);
    expect((await away.with(await issuer.token())).status).toBe(200);
    await away.close();
  });
});
