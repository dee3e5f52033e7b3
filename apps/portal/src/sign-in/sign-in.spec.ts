import { createHash, randomUUID } from 'node:crypto';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PortalAccountRow } from '#store';
import { migratedDatabase } from '#store/fixture';
import { askToken, clientConfig, issuer, operator, runPortal, type RunningPortal } from '../portal.fixture.js';
import { Accounts } from './accounts.js';
import { authorization, Browser, callback } from './browser.fixture.js';
import { hashPassword } from './passwords.js';

const developer = { email: 'dev@example.com', password: 'a developer of a partner' };
const app = clientConfig({ id: 'app', name: 'The <b>App</b>', kind: 'person', secret: undefined, redirectUris: [callback], scopes: ['orders:read', 'orders:manage', 'audit:read'], plan: 'internal' });

let db: DataSource;
let portal: RunningPortal;
beforeAll(async () => {
  const made = await migratedDatabase();
  db = made.db;
  // Theirs cost less to compare than those that Accounts makes: specs sign in often.
  await db.getRepository(PortalAccountRow).insert([await quickAccount({ ...operator, name: 'Operator', role: 'operator' }), await quickAccount({ ...developer, name: 'Dev', role: 'developer' })]);
  portal = await runPortal(made.url, [app, clientConfig({ id: 'machine' })]);
});
afterAll(() => Promise.all([portal.close(), db.destroy()]));
beforeEach(() => db.query('DELETE FROM sign_in_attempt'));

async function quickAccount({ email, password, name, role }: typeof operator & Pick<PortalAccountRow, 'name' | 'role'>): Promise<PortalAccountRow> {
  return { accountId: randomUUID(), email, name, role, passwordHash: await hashPassword(password, { N: 1_024, r: 8, p: 1 }), createdAt: new Date(), disabledAt: null };
}

/** Signs in and allows what is asked. Answers what the app gets. */
async function signedIn(who: typeof operator, changes: Record<string, string> = {}, browser = new Browser(portal)) {
  const { url, verifier } = authorization(changes);
  await browser.open(url);
  await browser.submit({ email: who.email, password: who.password });
  await browser.submit({ decision: 'allow' });
  return { browser, verifier, answer: new URL(browser.page.url).searchParams };
}

const exchange = (code: string, verifier: string, changes: Record<string, string> = {}) => askToken(portal, { grant_type: 'authorization_code', client_id: 'app', redirect_uri: callback, code, code_verifier: verifier, ...changes });

async function tokensOf(who: typeof operator, changes: Record<string, string> = {}) {
  const { answer, verifier } = await signedIn(who, changes);
  return exchange(answer.get('code')!, verifier);
}

const verified = async (token: string, audience: string) => (await jwtVerify(token, createRemoteJWKSet(new URL(`${portal.url}/jwks`)), { issuer, audience })).payload;

const hashOfScript = (text: string) => `'sha256-${createHash('sha256').update(/<script>(.*)<\/script>/s.exec(text)?.[1] ?? '').digest('base64')}'`;
const scriptsAllowed = (headers: Headers) => /script-src ?([^;]*)/.exec(headers.get('content-security-policy') ?? '')?.[1]?.split(' ').filter(Boolean) ?? [];

describe('somebody who signs in', () => {
  it('sees who asks for what, and the app gets a code and with it tokens', async () => {
    const browser = new Browser(portal);
    const { url, verifier } = authorization({ scope: 'openid profile email orders:read orders:manage' });
    await browser.open(url);
    expect(browser.page.text).toContain('to go on to The &lt;b&gt;App&lt;/b&gt;');
    await browser.submit(operator);
    expect(browser.page.text).toContain(`in the name of ${operator.email}`);
    expect(browser.page.text).toContain('Read, list and follow orders; simulate one');
    expect(browser.page.text).toContain('Do what a clerk does');
    expect(browser.page.text).toContain('See your e-mail address');
    await browser.submit({ decision: 'allow' });
    const answer = new URL(browser.page.url);
    expect([answer.origin + answer.pathname, answer.searchParams.get('state'), answer.searchParams.get('iss')]).toEqual([callback, 'of the app', issuer]);

    const { status, body } = await exchange(answer.searchParams.get('code')!, verifier);
    expect([status, body['token_type'], body['expires_in'], 'refresh_token' in body]).toEqual([200, 'Bearer', 600, false]);
    const access = await verified(body['access_token']!, 'urn:strata:api');
    const id = await verified(body['id_token']!, 'app');
    expect(access).toMatchObject({ client_id: 'app', scope: 'orders:read orders:manage', strata_kind: 'person', strata_plan: 'internal', sub: id.sub });
    expect(access).not.toHaveProperty('strata_customers');
    expect(id).toMatchObject({ email: operator.email, name: 'Operator' });
  });

  it('is known in that browser the next time, and asked nothing twice', async () => {
    const { browser } = await signedIn(operator);
    await browser.open(authorization().url);
    expect(new URL(browser.page.url).searchParams.has('code')).toBe(true);
  });

  it('may say no', async () => {
    const browser = new Browser(portal);
    await browser.open(authorization().url);
    await browser.submit(operator);
    await browser.submit({ decision: 'deny' });
    expect(new URL(browser.page.url).searchParams.get('error')).toBe('access_denied');
  });

  it('gives an app no more than their role has, and a developer sees no customers', async () => {
    const { body } = await tokensOf(developer, { scope: 'openid orders:read orders:manage audit:read' });
    expect(await verified(body['access_token']!, 'urn:strata:api')).toMatchObject({ scope: 'orders:read', strata_customers: [] });
  });

  it('may be told by their account no longer', async () => {
    const { browser, answer, verifier } = await signedIn(developer);
    await db.getRepository(PortalAccountRow).update({ email: developer.email }, { disabledAt: new Date() });
    try {
      expect((await exchange(answer.get('code')!, verifier)).status).toBe(400);
      await browser.open(authorization().url);
      expect(new URL(browser.page.url).searchParams.has('code')).toBe(false);
      const again = new Browser(portal);
      await again.open(authorization().url);
      await again.submit(developer);
      expect(again.page.text).toContain('E-mail or password is not right.');
    } finally {
      await db.getRepository(PortalAccountRow).update({ email: developer.email }, { disabledAt: null });
    }
  });

  it('stays signed in while they are away only where that is asked for, and each refresh token is good once', async () => {
    const { body } = await tokensOf(operator, { scope: 'openid offline_access orders:read', prompt: 'consent' });
    const refresh = (token: string) => askToken(portal, { grant_type: 'refresh_token', client_id: 'app', refresh_token: token });
    const renewed = await refresh(body['refresh_token']!);
    expect([renewed.status, (await verified(renewed.body['access_token']!, 'urn:strata:api'))['scope']]).toEqual([200, 'orders:read']);
    expect(renewed.body['refresh_token']).not.toBe(body['refresh_token']);
    // One that is shown again was stolen, or the newer one was: neither is good any more.
    expect([(await refresh(body['refresh_token']!)).status, (await refresh(renewed.body['refresh_token']!)).status]).toEqual([400, 400]);
  });

  it('gives an app less from when their role has less', async () => {
    const { body } = await tokensOf(operator, { scope: 'openid offline_access orders:read orders:manage', prompt: 'consent' });
    const accounts = db.getRepository(PortalAccountRow);
    await accounts.update({ email: operator.email }, { role: 'developer' });
    try {
      const renewed = await askToken(portal, { grant_type: 'refresh_token', client_id: 'app', refresh_token: body['refresh_token']! });
      expect(await verified(renewed.body['access_token']!, 'urn:strata:api')).toMatchObject({ scope: 'orders:read', strata_customers: [] });
    } finally {
      await accounts.update({ email: operator.email }, { role: 'operator' });
    }
  });

  it('can have what an app holds revoked', async () => {
    const { body } = await tokensOf(operator, { scope: 'openid offline_access orders:read', prompt: 'consent' });
    const revoked = await fetch(`${portal.url}/token/revocation`, { method: 'POST', body: new URLSearchParams({ client_id: 'app', token: body['refresh_token']! }) });
    expect(revoked.status).toBe(200);
    expect((await askToken(portal, { grant_type: 'refresh_token', client_id: 'app', refresh_token: body['refresh_token']! })).status).toBe(400);
  });

  it('can sign out', async () => {
    const { browser } = await signedIn(operator);
    await browser.open(`${issuer}/session/end`);
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(browser.page.text)?.[1];
    await browser.submit({ xsrf: xsrf!, logout: 'yes' });
    expect(browser.page.text).toContain('You are signed out');
    await browser.open(authorization().url);
    expect(browser.page.text).toContain('Password');
  });

  it('can sign out where nobody is signed in: the form that says so is sent by the one script that may run', async () => {
    const browser = new Browser(portal);
    await browser.open(`${issuer}/session/end`);
    expect(scriptsAllowed(browser.page.headers)).toEqual([hashOfScript(browser.page.text)]);
    await browser.submit({ xsrf: /name="xsrf" value="([^"]+)"/.exec(browser.page.text)![1]!, logout: 'yes' });
    expect([browser.page.text.includes('You are signed out'), scriptsAllowed(browser.page.headers)]).toEqual([true, []]);
  });
});

describe('an app', () => {
  it('may have the answer as a form, which the browser sends by itself', async () => {
    const browser = new Browser(portal);
    await browser.open(authorization({ response_mode: 'form_post', prompt: 'none' }).url);
    expect(browser.page.text).toContain(`action="${callback}"`);
    expect(scriptsAllowed(browser.page.headers)).toEqual([hashOfScript(browser.page.text)]);
  });

  const refusedAtOnce = async (changes: Record<string, string | undefined>) => {
    const browser = new Browser(portal);
    await browser.open(authorization(changes).url);
    return { ...browser.page, error: browser.page.url.startsWith(callback) ? new URLSearchParams(browser.page.url.split(/[?#]/)[1]).get('error') : undefined };
  };

  it.each<[string, Record<string, string | undefined>, string]>([
    ['without a proof (RFC 7636)', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
    ['with a proof in the clear', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['with a proof whose method it does not say', { code_challenge_method: undefined }, 'invalid_request'],
    ['that wants a token in the address', { response_type: 'token' }, 'unsupported_response_type'],
    ['that wants more than it may be granted', { scope: 'openid payments:write' }, 'invalid_scope'],
    ['that wants tokens for others', { resource: 'https://elsewhere.example.com' }, 'invalid_target'],
  ])('%s is sent back', async (_, changes, error) => {
    expect((await refusedAtOnce(changes)).error).toBe(error);
  });

  it.each<[string, Record<string, string>, string]>([
    ['an address that is not its own', { redirect_uri: 'https://evil.example.com/callback' }, 'not registered for it'],
    ['one that only begins like its own', { redirect_uri: `${callback}/../evil` }, 'not registered for it'],
    ['an app that there is not', { client_id: 'nobody' }, 'is not known here'],
    ['an app in which nobody signs in', { client_id: 'machine' }, 'came from'],
  ])('is led nowhere with %s, and told so in words of ours', async (_, changes, words) => {
    const { status, url, text, headers } = await refusedAtOnce(changes);
    expect([status, url.startsWith(issuer)]).toEqual([400, true]);
    expect(text).toContain('This does not work');
    expect(text).toContain(words);
    expect(text).not.toMatch(/client is invalid|redirect_uri did not match/);
    expect(headers.get('content-type')).toContain('text/html');
  });

  it.each(['/auth?response_type=code&', '/AUTH/?', '/session/end?'])('in which nobody signs in reads as one that there is not: %s', async (path) => {
    const read = async (client: string, accept: string) => {
      const { status, headers, text } = await fetch(`${portal.url}${path}client_id=${client}&redirect_uri=${callback}&post_logout_redirect_uri=${callback}`, { headers: { accept }, redirect: 'manual' }).then(async (answer) => ({ status: answer.status, headers: answer.headers, text: await answer.text() }));
      return { status, text, headers: [...headers.keys()].toSorted() };
    };
    for (const accept of ['text/html', 'application/json']) expect(await read('machine', accept)).toEqual(await read('nobody', accept));
    expect(await read('app', 'application/json')).not.toEqual(await read('nobody', 'application/json'));
  });

  it('exchanges a code once: who tries again has lost what the first got', async () => {
    const { answer, verifier } = await signedIn(operator, { scope: 'openid offline_access orders:read', prompt: 'consent' });
    const first = await exchange(answer.get('code')!, verifier);
    const second = await exchange(answer.get('code')!, verifier);
    expect([first.status, second.status, second.body['error']]).toEqual([200, 400, 'invalid_grant']);
    expect((await askToken(portal, { grant_type: 'refresh_token', client_id: 'app', refresh_token: first.body['refresh_token']! })).status).toBe(400);
  });

  it('exchanges a code once, also when it tries several times at once', async () => {
    const { answer, verifier } = await signedIn(operator);
    const statuses = (await Promise.all([1, 2, 3, 4].map(() => exchange(answer.get('code')!, verifier)))).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(1);
    expect(new Set(statuses)).toEqual(new Set(statuses.includes(200) ? [200, 400] : [400]));
  });

  it.each<[string, Record<string, string>]>([
    ['without the secret half of its proof', { code_verifier: '' }],
    ['with another one', { code_verifier: 'x'.repeat(43) }],
    ['for another address', { redirect_uri: 'https://app.example.com/other' }],
  ])('exchanges no code %s', async (_, changes) => {
    const { answer, verifier } = await signedIn(operator);
    expect((await exchange(answer.get('code')!, verifier, changes)).status).toBe(400);
  });
});

describe('who guesses', () => {
  const guess = async (email: string, password: string, browser: Browser) => {
    await browser.open(authorization().url);
    await browser.submit({ email, password });
    return { status: browser.page.status, text: browser.page.text.replaceAll(email, 'E').replaceAll(/interaction\/[\w-]+/g, 'interaction') };
  };

  it('reads the same whether there is such an account or not', async () => {
    const [known, unknown] = [await guess(operator.email, 'wrong', new Browser(portal)), await guess('nobody@example.com', 'wrong', new Browser(portal))];
    expect(known.status).toBe(400);
    expect(known).toEqual(unknown);
  });

  it('waits as long for an account that there is not', async () => {
    const accounts = new Accounts(db);
    await accounts.ensure('known@example.com', { name: 'Known', role: 'developer', password: developer.password });
    const took = async (email: string) => {
      const began = performance.now();
      await accounts.signIn(email, 'wrong');
      return performance.now() - began;
    };
    const [known, unknown] = [await took('known@example.com'), await took('nobody@example.com')];
    // Without the password it would be a millisecond.
    expect(Math.min(known, unknown)).toBeGreaterThan(20);
  });

  it.each([operator.email, 'nobody@example.com'])('is stopped after ten tries at %s from one network, and then not even the right password is looked at', async (email) => {
    await guess(email, 'wrong', new Browser(portal));
    await db.query('UPDATE sign_in_attempt SET failures = 9');
    expect((await guess(email, 'wrong', new Browser(portal))).text).toContain('is not right');
    const { status, text } = await guess(email, operator.password, new Browser(portal));
    expect([status, text.includes('too many tries')]).toEqual([429, true]);
    await db.query(`UPDATE sign_in_attempt SET counts_until = now() - interval '1 s'`);
    expect((await guess(email, 'wrong', new Browser(portal))).text).toContain('is not right');
  });

  it('is stopped after forty tries from one address, whatever the accounts, and whatever it says of its address', async () => {
    await guess('somebody@example.com', 'wrong', new Browser(portal));
    await db.query('UPDATE sign_in_attempt SET failures = 40');
    const elsewhere = new Browser(portal, { 'x-forwarded-for': '203.0.113.7' });
    expect((await guess('another@example.com', 'wrong', elsewhere)).status).toBe(429);
  });

  it('is forgotten by who knows the password', async () => {
    await guess(operator.email, 'wrong', new Browser(portal));
    await db.query('UPDATE sign_in_attempt SET failures = 9');
    expect((await signedIn(operator)).answer.has('code')).toBe(true);
    expect((await guess(operator.email, 'wrong', new Browser(portal))).text).toContain('is not right');
  });
});

describe('the pages of a sign-in', () => {
  it('ask nobody for anything, run no script, and are shown in no frame', async () => {
    const browser = new Browser(portal);
    await browser.open(authorization().url);
    const { headers, text } = browser.page;
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self' https:\/\/app\.example\.com; frame-ancestors 'none'; base-uri 'none'$/);
    expect([headers.get('x-frame-options'), headers.get('x-content-type-options'), headers.get('referrer-policy'), headers.get('cache-control')]).toEqual(['DENY', 'nosniff', 'same-origin', 'no-store']);
    expect(text).not.toMatch(/<script|<link|<img|url\(|@import|style="/);
  });

  it('keep cookies that no script reads and that are sent nowhere else', async () => {
    const response = await fetch(authorization().url.replace(issuer, portal.url), { redirect: 'manual' });
    const set = response.headers.getSetCookie();
    expect(set.length).toBeGreaterThan(0);
    expect(set.filter((cookie) => !/; path=\/oidc.*; samesite=lax; httponly/i.test(cookie))).toEqual([]);
    expect(set.some((cookie) => cookie.includes('.sig='))).toBe(true);
  });

  it('take no form from elsewhere, and none without the cookie of its browser', async () => {
    const browser = new Browser(portal);
    await browser.open(authorization().url);
    await browser.submit(operator, { origin: 'https://evil.example.com' });
    expect(browser.page.status).toBe(403);
    const { url } = authorization();
    await browser.open(url);
    const stranger = new Browser(portal);
    stranger.page = browser.page;
    await stranger.submit(operator);
    expect([stranger.page.status, stranger.page.text.includes('This sign-in is over')]).toEqual([400, true]);
  });

  it.each<[string, string | undefined, string]>([
    ['much', 'application/x-www-form-urlencoded', `email=a@b&password=${'x'.repeat(20_000)}`],
    ['no form', 'application/json', '{"email":"a@b"}'],
    ['nothing', undefined, ''],
    ['a zero character', 'application/x-www-form-urlencoded', 'email=%00&password=%00'],
  ])('refuse %s as they refuse a wrong password', async (_, type, body) => {
    const browser = new Browser(portal);
    await browser.open(authorization().url);
    const { pathname } = new URL(browser.page.url);
    const response = await fetch(`${portal.url}${pathname.slice('/oidc'.length)}/sign-in`, { method: 'POST', body, headers: { ...(type && { 'content-type': type }), cookie: browser.cookieHeader() } });
    expect([response.status, (await response.text()).includes('is not right')]).toEqual([400, true]);
  });

  it('escape what they repeat', async () => {
    const browser = new Browser(portal);
    await browser.open(authorization({ login_hint: '"><script>alert(1)</script>' }).url);
    expect(browser.page.text).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"');
  });
});
