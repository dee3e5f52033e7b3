import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PortalAccountRow } from '#store';
import { migratedDatabase } from '#store/fixture';
import { PortalClient } from '../portal-client.fixture.js';
import { operator, runPortal, type RunningPortal } from '../portal.fixture.js';
import { hashPassword } from '../sign-in/passwords.js';
import { SessionCookie } from './session-cookie.js';

const password = 'a password of somebody';
/** Calls are counted before it is looked for. */
const nobodysClient = `/apps/${crypto.randomUUID()}/sandbox`;

let db: DataSource;
let portal: RunningPortal;
let replica: RunningPortal;
beforeAll(async () => {
  const made = await migratedDatabase();
  db = made.db;
  const quick = { passwordHash: await hashPassword(password, { N: 1_024, r: 8, p: 1 }), createdAt: new Date(), disabledAt: null };
  await db.getRepository(PortalAccountRow).insert([
    { ...quick, accountId: '0198f3a0-0000-7000-8000-0000000000a1', email: 'known@example.com', name: 'Known', role: 'developer' },
    { ...quick, accountId: '0198f3a0-0000-7000-8000-0000000000a2', email: operator.email, name: 'Operator', role: 'operator' },
  ]);
  portal = await runPortal(made.url, [], { embedded: { issuer: 'http://strata.example.com/oidc', trustedProxies: 1 } });
  replica = await runPortal(made.url, [], { embedded: { issuer: 'http://strata.example.com/oidc', trustedProxies: 1 } });
});
afterAll(() => Promise.all([portal.close(), replica.close(), db.destroy()]));
beforeEach(() => db.query('DELETE FROM sign_in_attempt'));

const at = (running = portal, headers: Record<string, string> = {}) => new PortalClient(running.origin, headers);
const from = (address: string, running = portal) => at(running, { 'x-forwarded-for': address });
const entries = async (operation: string): Promise<Record<string, string>[]> => {
  // The trail is written behind what is only noted.
  await expect.poll(async () => (await db.query('SELECT 1 FROM audit.entry WHERE operation = $1', [operation])).length, { timeout: 5_000 }).toBeGreaterThan(0);
  return db.query('SELECT operation, outcome, principal, remote, record_id FROM audit.entry WHERE operation = $1 ORDER BY seq', [operation]);
};

describe('signing up', () => {
  it('is answered the same whether the address has an account or not, which stays as it is', async () => {
    const body = { email: 'new@example.com', name: 'New', password };
    const [fresh, again, known] = [await at().post('/accounts', body), await at().post('/accounts', body), await at().post('/accounts', { ...body, email: 'KNOWN@example.com', password: 'the password of an intruder' })];
    for (const answer of [fresh, again, known]) expect([answer.status, answer.body]).toEqual([201, {}]);
    expect((await at().signIn('known@example.com', password)).status).toBe(200);
    expect((await at().signIn('known@example.com', 'the password of an intruder')).status).toBe(401);
    expect((await at().signIn('New@Example.com', password)).body.account).toMatchObject({ email: 'new@example.com', name: 'New', role: 'developer' });
    expect((await entries('identity.sign-up')).map(({ outcome }) => outcome)).toEqual(['ok', 'conflict', 'conflict']);
  });

  it.each<[object, string]>([
    [{ email: 'nobody', name: 'N', password }, '/email email must be an e-mail address such as dev@partner.example'],
    [{ email: 'a@example.com', name: 'N', password: 'too short' }, '/password password must be longer than or equal to 12 characters'],
    [{ email: 'a@example.com', name: 'N', password, role: 'operator' }, '/role role is not a known field; expected one of email, name, password'],
  ])('%j is told what was expected where', async (body, fault) => {
    const answer = await at().post('/accounts', body);
    expect([answer.status, answer.body.errors.map((each: { pointer: string; detail: string }) => `${each.pointer} ${each.detail}`)]).toEqual([400, [fault]]);
    expect(JSON.stringify(answer.body)).not.toContain('too short');
  });
});

describe('a session', () => {
  it('is in a cookie that no script reads and no other site sends, and in the table by its hash alone', async () => {
    const client = at();
    const { headers } = await client.signIn('known@example.com', password);
    expect(headers.getSetCookie()).toEqual([expect.stringMatching(/^strata_session=[\w-]{43}; Path=\/portal; HttpOnly; SameSite=Strict$/i)]);
    expect(JSON.stringify(await db.query('SELECT * FROM portal_session'))).not.toContain(client.cookie.split('=')[1]);
    expect((await client.get('/session')).body).toEqual({ account: { accountId: '0198f3a0-0000-7000-8000-0000000000a1', email: 'known@example.com', name: 'Known', role: 'developer' } });
    expect((await at().get('/session')).body).toEqual({});
  });

  it('is bound to its host where browsers come by https', () => {
    const set: unknown[] = [];
    new SessionCookie(true).set({ setCookie: (...cookie: unknown[]) => set.push(cookie) } as never, 'value');
    expect(set).toEqual([['__Host-strata_session', 'value', { httpOnly: true, sameSite: 'strict', secure: true, path: '/' }]]);
  });

  it('ends at every replica when somebody signs out, and another when they sign in anew', async () => {
    const [client, other] = [at(), at(replica)];
    await client.signIn('known@example.com', password);
    const first = client.cookie;
    await client.signIn('known@example.com', password);
    other.cookie = first;
    expect([client.cookie === first, (await other.get('/apps')).status]).toEqual([false, 401]);
    other.cookie = client.cookie;
    expect((await other.get('/apps')).status).toBe(200);
    expect((await client.delete('/session')).status).toBe(204);
    expect([(await other.get('/apps')).status, client.cookie]).toEqual([401, '']);
    expect((await entries('identity.sign-out')).at(-1)).toMatchObject({ outcome: 'ok', principal: 'account:0198f3a0-0000-7000-8000-0000000000a1' });
  });

  it('ends with its account, and eight hours after it was used last', async () => {
    const client = await PortalClient.of(db, portal.origin, 'leaving@example.com');
    await db.query(`UPDATE portal_session SET expires_at = now() + interval '1 min' WHERE account_id = $1`, [client.accountId]);
    expect((await client.get('/apps')).status).toBe(200);
    const [{ hours }] = await db.query(`SELECT extract(epoch FROM expires_at - now()) / 3600 AS hours FROM portal_session WHERE account_id = $1`, [client.accountId]);
    expect(Number(hours)).toBeCloseTo(8, 1);
    await db.query('UPDATE portal_account SET disabled_at = now() WHERE account_id = $1', [client.accountId]);
    expect((await client.get('/apps')).status).toBe(401);
    await db.query('UPDATE portal_account SET disabled_at = NULL WHERE account_id = $1', [client.accountId]);
    await db.query(`UPDATE portal_session SET expires_at = now() - interval '1 s' WHERE account_id = $1`, [client.accountId]);
    expect((await client.get('/apps')).status).toBe(401);
  });

  it('opens what is for operators to operators alone', async () => {
    const [developer, op] = [await PortalClient.of(db, portal.origin, 'dev@example.com'), at()];
    await op.signIn(operator.email, password);
    expect([(await at().get('/production-requests')).status, (await developer.get('/production-requests')).status, (await op.get('/production-requests')).status]).toEqual([401, 403, 200]);
  });
});

describe('a write', () => {
  it.each<[string, Record<string, string>]>([
    ['of a page of another site', { 'sec-fetch-site': 'cross-site' }],
    ['of a page of another host of ours', { 'sec-fetch-site': 'same-site' }],
    ['as a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['as plain text', { 'content-type': 'text/plain' }],
  ])('%s is refused, whatever cookie comes with it', async (_, headers) => {
    const client = await PortalClient.of(db, portal.origin, `${Math.random()}@example.com`);
    for (const [method, path] of [['POST', '/apps'], ['POST', '/accounts'], ['POST', '/session'], ['DELETE', '/session']] as const) {
      const answer = await client.call(method, path, { name: 'x' }, headers);
      expect([method, path, answer.status, answer.body.kind]).toEqual([method, path, 403, 'forbidden']);
    }
    expect((await client.get('/apps')).body).toEqual({ apps: [] });
  });

  it('of a browser that says no more than the origin of its page is taken of our own, and of no other', async () => {
    const client = await PortalClient.of(db, portal.origin, 'plain@example.com');
    const { body: { app } } = await client.post('/apps', { name: 'x' });
    const renew = (origin: string) => fetch(`${portal.origin}/portal/v1/apps/${app.appId}/sandbox/secret`, { method: 'POST', headers: { origin, cookie: client.cookie } });
    const foreign = ['http://evil.example', `${portal.origin}0`, 'null', 'not an origin'];
    expect(await Promise.all(foreign.map(async (origin) => (await renew(origin)).status))).toEqual([403, 403, 403, 403]);
    expect((await renew(portal.origin)).status).toBe(200);
  });

  it('of what is no browser says nothing of a page, and is taken', async () => {
    const client = await PortalClient.of(db, portal.origin, 'script@example.com');
    const response = await fetch(`${portal.origin}/portal/v1/apps`, { method: 'POST', headers: { 'content-type': 'application/json; charset=utf-8', cookie: client.cookie }, body: '{"name":"x"}' });
    expect(response.status).toBe(201);
  });
});

describe('who guesses', () => {
  it('reads the same whether there is such an account or not', async () => {
    const [known, unknown] = [await at().signIn('known@example.com', 'wrong'), await at().signIn('nobody@example.com', 'wrong')];
    expect([known.status, known.body]).toEqual([401, unknown.body]);
    expect(known.body).toMatchObject({ kind: 'unauthenticated', detail: 'e-mail or password is not right' });
  });

  it('is told when to come back, at every replica; the owner elsewhere signs in all the while', async () => {
    await from('203.0.113.9').signIn('known@example.com', 'wrong');
    await db.query('UPDATE sign_in_attempt SET failures = 10 WHERE failures = 1');
    const { status, headers, body } = await from('203.0.113.9', replica).signIn('known@example.com', password);
    expect([status, body.kind]).toEqual([429, 'rate-limited']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(800);
    expect((await from('198.51.100.1').signIn('known@example.com', password)).status).toBe(200);
  });

  it.each<[string, (client: PortalClient) => Promise<{ status: number; headers: Headers }>]>([
    ['signs up', (client) => client.post('/accounts', { email: 'flood@example.com', name: 'F', password })],
    ['signs in', (client) => client.signIn('flood@example.com', password)],
    ['makes apps', (client) => client.post('/apps', { name: 'x' })],
    ['makes secrets', (client) => client.post(`${nobodysClient}/secret`, {})],
    ['makes keys', (client) => client.post(`${nobodysClient}/keys`, { name: 'x', expiresInDays: 1 })],
    ['rotates keys', (client) => client.post(`${nobodysClient}/keys/0123456789abcdef/rotation`, {})],
  ])('is stopped who %s from one address without end, over replicas, and another address goes on', async (_, call) => {
    const { cookie } = await PortalClient.of(db, portal.origin, `${Math.random()}@example.com`);
    const asked = (address: string, running: RunningPortal) => call(Object.assign(from(address, running), { cookie }));
    await asked('203.0.113.20', portal);
    await db.query('UPDATE sign_in_attempt SET failures = 300');
    const { status, headers } = await asked('203.0.113.20', replica);
    expect([status, Number(headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect((await asked('203.0.113.21', replica)).status).not.toBe(429);
  });

  it('is told of to the trail, with whom they tried, from where, and never what they typed', async () => {
    await from('203.0.113.30').signIn('known@example.com', 'my other password');
    await from('203.0.113.30').signIn('my password as a name', 'wrong');
    await from('203.0.113.30').signIn('known@example.com', password);
    const told = async () => (await entries('identity.sign-in')).filter(({ remote }) => remote === '203.0.113.30');
    await expect.poll(async () => (await told()).map(({ outcome }) => String(outcome)).toSorted(), { timeout: 5_000 }).toEqual(['ok', 'unauthenticated', 'unauthenticated']);
    expect((await told()).find(({ outcome }) => outcome === 'ok')).toMatchObject({ principal: 'account:0198f3a0-0000-7000-8000-0000000000a1' });
    expect((await told()).map(({ record_id }) => record_id)).toContain('0198f3a0-0000-7000-8000-0000000000a1');
    expect(JSON.stringify(await db.query(`SELECT t::text FROM audit.entry t`))).not.toMatch(/other password|as a name|known@example/);
  });
});
