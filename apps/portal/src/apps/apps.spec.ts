import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { partnerScopes, toPublicId } from '#canonical';
import { SystemConfig } from '#edge';
import { migratedDatabase } from '#store/fixture';
import { whileHeld } from '../held-row.fixture.js';
import { PortalClient } from '../portal-client.fixture.js';
import { askToken, basic, issuer, runPortal, type RunningPortal } from '../portal.fixture.js';

const systems = [Object.assign(new SystemConfig(), { id: 'trial', kind: 'erp', environment: 'sandbox' })];
const portalSettings = { sandboxCustomers: [{ system: 'trial', customers: ['1', '2', '3', '4', '5'] }] };
const nobodys = '0198f3a0-0000-7000-8000-00000000dead';

let db: DataSource;
let portal: RunningPortal;
let dana: PortalClient;
let eve: PortalClient;
beforeAll(async () => {
  const made = await migratedDatabase();
  db = made.db;
  portal = await runPortal(made.url, [], {}, { systems, portal: portalSettings });
  dana = await PortalClient.of(db, portal.origin, 'dana@partner.example');
  eve = await PortalClient.of(db, portal.origin, 'eve@other.example');
});
afterAll(() => Promise.all([portal.close(), db.destroy()]));

const tokenOf = (clientId: string, secret: string) => askToken(portal, { grant_type: 'client_credentials' }, basic(clientId, secret));
const made = async (name: string) => (await dana.post('/apps', { name })).body;
const days = (count: number) => count * 24 * 3_600_000;

describe('an app', () => {
  it('has credentials for the sandbox at once, and they get a token', async () => {
    const { status, headers, body } = await dana.post('/apps', { name: ' Tracker ', description: 'Where orders are' });
    expect([status, headers.get('location'), headers.get('cache-control')]).toEqual([201, `/portal/v1/apps/${body.app.appId}`, 'no-store']);
    expect(body.app).toMatchObject({ name: 'Tracker', description: 'Where orders are', sandbox: { environment: 'sandbox', plan: 'free', scopes: partnerScopes, hasSecret: true, keys: [] } });
    expect([body.app.production, body.app.productionRequest]).toEqual([undefined, undefined]);
    expect(body.credential).toMatchObject({ environment: 'sandbox', clientId: body.app.sandbox.clientId, tokenUrl: `${issuer}/token`, scopes: partnerScopes });
    const token = await tokenOf(body.credential.clientId, body.credential.clientSecret);
    expect([token.status, token.body['scope']]).toEqual([200, partnerScopes.join(' ')]);
    expect((await dana.get(`/apps/${body.app.appId}`)).body).toEqual({ app: body.app });
  });

  it('sees customers that no other app sees, as long as there are enough, by name where we know it', async () => {
    await db.query(`INSERT INTO master_record (system_id, kind, record_id, record, seen_at) VALUES ('trial', 'customer', '5', '{"name":"Fifth Inc."}', now())`);
    await db.query(`UPDATE access_client SET revoked_at = now()`);
    const customersOf = async () => (await made('Another')).app.sandbox.customers;
    expect(await customersOf()).toEqual(['1', '2'].map((key) => ({ customerId: toPublicId('trial', key) })));
    expect(await customersOf()).toEqual(['3', '4'].map((key) => ({ customerId: toPublicId('trial', key) })));
    expect(await customersOf()).toEqual([{ customerId: toPublicId('trial', '5'), name: 'Fifth Inc.' }, { customerId: toPublicId('trial', '1') }]);
  });

  it('is called and described otherwise when its owner says so, and keeps what they do not speak of', async () => {
    const { app } = await made('Before');
    expect((await dana.call('PATCH', `/apps/${app.appId}`, { description: 'new' })).body.app).toMatchObject({ name: 'Before', description: 'new' });
    expect((await dana.call('PATCH', `/apps/${app.appId}`, { name: 'After' })).body.app).toMatchObject({ name: 'After', description: 'new' });
    expect((await dana.call('PATCH', `/apps/${app.appId}`, { description: '' })).body.app).not.toHaveProperty('description');
  });

  it('keeps what is said of it at the same time elsewhere', async () => {
    const { app } = await made('Before');
    const rename: [string, unknown[]] = [`UPDATE portal_app SET name = 'Renamed meanwhile' WHERE app_id = $1`, [app.appId]];
    const [answer] = await whileHeld(db, rename, () => dana.call('PATCH', `/apps/${app.appId}`, { description: 'new' }));
    expect([answer!.status, answer!.body.app]).toEqual([200, expect.objectContaining({ name: 'Renamed meanwhile', description: 'new' })]);
    expect((await dana.call('PATCH', `/apps/${app.appId}`, {})).body.app).toMatchObject({ name: 'Renamed meanwhile', description: 'new' });
  });

  it('that is deleted is gone, and so are its credentials', async () => {
    const { app, credential } = await made('Short-lived');
    await dana.post(`/apps/${app.appId}/sandbox/keys`, { name: 'k', expiresInDays: 1 });
    expect((await dana.delete(`/apps/${app.appId}`)).status).toBe(204);
    expect((await dana.get('/apps')).body.apps.map(({ appId }: { appId: string }) => appId)).not.toContain(app.appId);
    expect([(await dana.get(`/apps/${app.appId}`)).status, (await tokenOf(credential.clientId, credential.clientSecret)).status]).toEqual([404, 401]);
    expect(await db.query('SELECT count(*)::int AS good FROM access_key WHERE client_id = $1 AND revoked_at IS NULL', [credential.clientId])).toEqual([{ good: 0 }]);
  });

  it('of somebody else is answered as one that there is not, whatever is asked of it', async () => {
    const { app, credential } = await made("Dana's");
    const { key } = (await dana.post(`/apps/${app.appId}/sandbox/keys`, { name: 'k', expiresInDays: 1 })).body;
    const before = (await dana.get(`/apps/${app.appId}`)).body;
    const asked = async (appId: string, keyId: string) => {
      const answers = [];
      for (const [method, path, body] of [
        ['GET', ''],
        ['PATCH', '', { name: 'Mine' }],
        ['DELETE', ''],
        ['POST', '/sandbox/secret', {}],
        ['POST', '/sandbox/keys', { name: 'k', expiresInDays: 1 }],
        ['POST', `/sandbox/keys/${keyId}/rotation`, {}],
        ['DELETE', `/sandbox/keys/${keyId}`],
        ['POST', '/production-request', { purpose: 'x' }],
      ] as const) answers.push(await eve.call(method, `/apps/${appId}${path}`, body));
      return answers.map(({ status, body }) => ({ status, body }));
    };
    const theirs = await asked(app.appId, key.keyId);
    expect(theirs).toEqual(await asked(nobodys, '0000000000000000'));
    expect(new Set(theirs.map(({ status }) => status))).toEqual(new Set([404]));
    expect((await dana.get(`/apps/${app.appId}`)).body).toEqual(before);
    expect((await tokenOf(credential.clientId, credential.clientSecret)).status).toBe(200);
    expect((await eve.get('/apps')).body).toEqual({ apps: [] });
  });
});

describe('a secret', () => {
  it('that replaces another leaves it good until the overlap is over', async () => {
    const { app, credential } = await made('Rotating');
    const works = async (secret: string) => (await tokenOf(credential.clientId, secret)).status;
    const { body } = await dana.post(`/apps/${app.appId}/sandbox/secret`, { overlapHours: 2 });
    expect(Date.parse(body.previousUntil) - Date.now()).toBeCloseTo(2 * 3_600_000, -5);
    expect((await dana.get(`/apps/${app.appId}`)).body.app.sandbox.previousSecretUntil).toBe(body.previousUntil);
    expect([await works(credential.clientSecret), await works(body.credential.clientSecret)]).toEqual([200, 200]);
    await db.query(`UPDATE access_client SET previous_secret_until = now() - interval '1 s' WHERE client_id = $1`, [credential.clientId]);
    expect([await works(credential.clientSecret), await works(body.credential.clientSecret)]).toEqual([401, 200]);
  });

  it('that replaces another without an overlap leaves it good for nothing', async () => {
    const { app, credential } = await made('Leaked');
    const { body } = await dana.post(`/apps/${app.appId}/sandbox/secret`, { overlapHours: 0 });
    expect([body.previousUntil, (await tokenOf(credential.clientId, credential.clientSecret)).status]).toEqual([undefined, 401]);
  });

  it('is shown once, as a key is: no table and no later answer holds it', async () => {
    const { app, credential } = await made('Secretive');
    const { body } = await dana.post(`/apps/${app.appId}/sandbox/keys`, { name: 'k', expiresInDays: 1 });
    const kept = JSON.stringify(await Promise.all(['access_client', 'access_key', 'portal_app', 'audit.entry'].map((table) => db.query(`SELECT t::text FROM ${table} t`))));
    const told = JSON.stringify((await dana.get('/apps')).body);
    for (const secret of [credential.clientSecret, body.secret, body.secret.split('_').at(-1)]) expect([kept.includes(secret), told.includes(secret)]).toEqual([false, false]);
  });
});

describe('a key', () => {
  it('is found by its prefix, and has the scopes of its app unless it is given fewer', async () => {
    const { app } = await made('Keys');
    const { status, body } = await dana.post(`/apps/${app.appId}/sandbox/keys`, { name: 'all', expiresInDays: 30 });
    expect([status, body.key.prefix, body.secret.startsWith(`${body.key.prefix}_`), body.key.scopes]).toEqual([201, `strata_sbx_${body.key.keyId}`, true, partnerScopes]);
    expect(Date.parse(body.key.expiresAt) - Date.parse(body.key.createdAt)).toBe(days(30));
    const few = await dana.post(`/apps/${app.appId}/sandbox/keys`, { name: 'few', scopes: ['orders:read'], expiresInDays: 1 });
    expect(few.body.key.scopes).toEqual(['orders:read']);
    expect((await dana.get(`/apps/${app.appId}`)).body.app.sandbox.keys).toEqual([few.body.key, body.key]);
  });

  it('that is rotated ends with the overlap, and the new one is like it', async () => {
    const { app } = await made('Rotated');
    const { key } = (await dana.post(`/apps/${app.appId}/sandbox/keys`, { name: 'k', scopes: ['items:read'], expiresInDays: 90 })).body;
    const { status, body } = await dana.post(`/apps/${app.appId}/sandbox/keys/${key.keyId}/rotation`, { overlapHours: 1 });
    expect([status, body.key.name, body.key.scopes, body.key.keyId === key.keyId]).toEqual([201, 'k', ['items:read'], false]);
    expect(Date.parse(body.key.expiresAt) - Date.parse(body.key.createdAt)).toBe(days(90));
    const [, old] = (await dana.get(`/apps/${app.appId}`)).body.app.sandbox.keys;
    expect(Date.parse(old.expiresAt) - Date.now()).toBeCloseTo(3_600_000, -5);
    // Whose first answer was lost rotates it again.
    const again = (await dana.post(`/apps/${app.appId}/sandbox/keys/${key.keyId}/rotation`)).body.key;
    expect(Date.parse(again.expiresAt) - Date.parse(again.createdAt)).toBe(days(90));
  });

  it('that has ended is not rotated, and is revoked once', async () => {
    const { app } = await made('Ended');
    const { key } = (await dana.post(`/apps/${app.appId}/sandbox/keys`, { name: 'k', expiresInDays: 1 })).body;
    const path = `/apps/${app.appId}/sandbox/keys/${key.keyId}`;
    expect([(await dana.delete(path)).status, (await dana.delete(path)).status]).toEqual([204, 204]);
    const { status, body } = await dana.post(`${path}/rotation`);
    expect([status, body.state]).toEqual([409, 'revoked']);
  });
});

describe('what is asked of apps wrongly', () => {
  const point = ({ body }: { body: { errors: { pointer: string; detail: string }[] } }) => body.errors.map(({ pointer, detail }) => `${pointer} ${detail}`);

  it.each<[string, string, object, string]>([
    ['POST', '/apps', {}, '/name name is required'],
    ['POST', '/apps', { name: '  ' }, '/name name must have a letter or another visible sign in it'],
    ['POST', '/apps', { name: '\u200b\u2060\ufe0f' }, '/name name must have a letter or another visible sign in it'],
    ['POST', '/apps', { name: '\u3164 \u200f\u2800' }, '/name name must have a letter or another visible sign in it'],
    ['POST', '/apps', { name: 'Tracker \u202egnirts' }, '/name name must hold no control characters, nor signs that turn the direction of writing'],
    ['PATCH', '/apps/{app}', { name: '\u200d' }, '/name name must have a letter or another visible sign in it'],
    ['PATCH', '/apps/{app}', { name: 'a\u2066b' }, '/name name must hold no control characters, nor signs that turn the direction of writing'],
    ['POST', '/apps/{app}/sandbox/keys', { name: '\u2028k', expiresInDays: 1 }, '/name name must hold no control characters, nor signs that turn the direction of writing'],
    ['POST', '/apps/{app}/production-request', { purpose: '\u200b' }, '/purpose purpose must say what it is for'],
    ['POST', '/accounts', { name: 'Dana\u202e', email: 'd@partner.example', password: 'correct horse battery' }, '/name name must hold no control characters, nor signs that turn the direction of writing'],
    ['POST', '/apps', { name: 'x', colour: 'red' }, '/colour colour is not a known field; expected one of name, description'],
    ['PATCH', '/apps/{app}', { name: 7 }, '/name name must be a string'],
    ['POST', '/apps/{app}/staging/secret', {}, '/environment environment must be one of sandbox, production'],
    ['POST', '/apps/{app}/sandbox/secret', { overlapHours: 169 }, '/overlapHours overlapHours must not be greater than 168'],
    ['POST', '/apps/{app}/sandbox/keys', { name: 'k', expiresInDays: 366 }, '/expiresInDays expiresInDays must not be greater than 365'],
    ['POST', '/apps/{app}/sandbox/keys', { name: 'k', expiresInDays: 1, scopes: ['clients:manage'] }, `/scopes each of scopes must be one of ${partnerScopes.join(', ')}`],
    ['POST', '/apps/{app}/sandbox/keys/x/rotation', {}, '/keyId keyId must be 16 lower-case letters and digits'],
    ['GET', '/apps/x', {}, '/appId appId must be a UUID'],
  ])('%s %s %j is told what was expected where', async (method, path, body, fault) => {
    const { appId } = (await dana.get('/apps')).body.apps[0];
    const answer = await dana.call(method, path.replace('{app}', appId), method === 'GET' ? undefined : body);
    expect([answer.status, point(answer)]).toEqual([400, [expect.stringContaining(fault)]]);
  });

  it.each(['תפוז', '\u200fتطبيق\u200f', '日本', 'نامه\u200cها', '🧑\u200d🚀', '?!'])('nothing, when an app is called %s: it is, in its own writing', async (name) => {
    const { appId } = (await dana.get('/apps')).body.apps[0];
    expect((await dana.call('PATCH', `/apps/${appId}`, { name })).body.app?.name).toBe(name);
  });

  it('a scope that the app has not got is none for its key', async () => {
    const { app } = await made('Narrow');
    await db.query(`UPDATE access_client SET scopes = '{orders:read}' WHERE app_id = $1`, [app.appId]);
    const answer = await dana.post(`/apps/${app.appId}/sandbox/keys`, { name: 'k', scopes: ['orders:read', 'orders:write'], expiresInDays: 1 });
    expect([answer.status, point(answer)]).toEqual([422, ['/scopes/1 the app has no orders:write: it has orders:read']]);
  });

  it('credentials for production before they were approved are a conflict that says what to do', async () => {
    const { app } = await made('Eager');
    const { status, body } = await dana.post(`/apps/${app.appId}/production/secret`);
    expect([status, body.state, body.allowed]).toEqual([409, 'sandbox-only', ['production-request']]);
  });

  it('an app or a key too many is a conflict', async () => {
    const fay = await PortalClient.of(db, portal.origin, 'fay@partner.example');
    const { app } = (await fay.post('/apps', { name: 'first' })).body;
    await db.query(`INSERT INTO portal_app (app_id, owner_id, name, created_at) SELECT gen_random_uuid(), $1, 'more', now() FROM generate_series(2, 20)`, [fay.accountId]);
    await db.query(`INSERT INTO access_key (key_id, client_id, name, secret_hash, scopes, created_at, expires_at) SELECT 'full' || n, $1, 'k', '', '{}', now(), now() + interval '1 h' FROM generate_series(1, 19) n`, [app.sandbox.clientId]);
    expect((await fay.post('/apps', { name: 'one more' })).status).toBe(409);
    const atOnce = await Promise.all(Array.from({ length: 5 }, () => fay.post(`/apps/${app.appId}/sandbox/keys`, { name: 'k', expiresInDays: 1 })));
    expect([201, 409].map((expected) => atOnce.filter(({ status }) => status === expected).length)).toEqual([1, 4]);
  });

  it('keys that replace each other without end are a conflict too', async () => {
    const { app } = await made('Circling');
    let { key } = (await dana.post(`/apps/${app.appId}/sandbox/keys`, { name: 'k', expiresInDays: 1 })).body;
    await db.query(`INSERT INTO access_key (key_id, client_id, name, secret_hash, scopes, created_at, expires_at) SELECT 'round' || n, $1, 'k', '', '{}', now(), now() + interval '1 h' FROM generate_series(1, 38) n`, [app.sandbox.clientId]);
    ({ key } = (await dana.post(`/apps/${app.appId}/sandbox/keys/${key.keyId}/rotation`)).body);
    const { status, body } = await dana.post(`/apps/${app.appId}/sandbox/keys/${key.keyId}/rotation`);
    expect([status, body.state]).toEqual([409, 'full']);
  });

  it('no body at all is one that says nothing', async () => {
    const { app } = await made('Terse');
    const answer = await dana.call('POST', `/apps/${app.appId}/sandbox/secret`);
    expect([answer.status, Date.parse(answer.body.previousUntil) - Date.now()]).toEqual([200, expect.closeTo(days(1), -5)]);
    expect((await dana.call('POST', '/apps')).status).toBe(400);
  });
});
