import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migratedDatabase } from '#store/fixture';
import { askToken, basic, clientConfig, runPortal, type RunningPortal } from '../portal.fixture.js';

const asked = { grant_type: 'client_credentials' };
/** Behind one proxy: as if the call came from there. */
const from = (address: string) => ({ 'x-forwarded-for': address });

let db: DataSource;
let portals: [RunningPortal, RunningPortal];
beforeAll(async () => {
  const made = await migratedDatabase();
  db = made.db;
  const embedded = { issuer: 'http://strata.example.com/oidc', trustedProxies: 1 };
  portals = (await Promise.all([1, 2].map(() => runPortal(made.url, [clientConfig({ id: 'acme' }), clientConfig({ id: 'beta' })], { embedded })))) as typeof portals;
});
afterAll(() => Promise.all([...portals.map((portal) => portal.close()), db.destroy()]));
beforeEach(() => db.query('TRUNCATE sign_in_attempt'));

let address = 0;
const nextAddress = () => `203.0.113.${(address += 1)}`;

describe('who fails at the issuer again and again', () => {
  const ask = (portal: RunningPortal, sender: string, headers: Record<string, string>, form: Record<string, string> = asked) => askToken(portal, form, { ...from(sender), ...headers });
  /** Statuses of so many calls, by turns at both replicas. */
  async function statusesOf(times: number, call: (portal: RunningPortal, at: number) => Promise<{ status: number }>): Promise<number[]> {
    const statuses: number[] = [];
    for (let at = 0; at < times; at += 1) statuses.push((await call(portals[at % 2]!, at)).status);
    return statuses;
  }

  it('with a client is told to wait, at every replica, though the next secret be the right one', async () => {
    const sender = nextAddress();
    const statuses = await statusesOf(52, (portal) => ask(portal, sender, basic('acme', 'wrong')));
    expect(statuses).toEqual([...Array.from({ length: 50 }, () => 401), 429, 429]);
    for (const portal of portals) {
      const { status, headers, body } = await ask(portal, sender, basic('acme'));
      expect([status, body['error'], body['access_token']]).toEqual([429, 'temporarily_unavailable', undefined]);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(800);
    }
  });

  it('keeps out neither the client elsewhere, nor another client beside it', async () => {
    const sender = nextAddress();
    await statusesOf(52, (portal) => ask(portal, sender, basic('acme', 'wrong')));
    expect([(await ask(portals[0], nextAddress(), basic('acme'))).status, (await ask(portals[0], sender, basic('beta'))).status]).toEqual([200, 200]);
  });

  it('by ever other names is told to wait too: by the network, of IPv6 a /64', async () => {
    const tryNext = (portal: RunningPortal) => ask(portal, `2001:db8:1:2::${nextAddress().split('.')[3]}`, basic(`nobody-${address}`, 'wrong'));
    expect(await statusesOf(2, tryNext)).toEqual([401, 401]);
    await db.query('UPDATE sign_in_attempt SET failures = 298 WHERE failures = 2');
    expect(await statusesOf(5, tryNext)).toEqual([401, 401, 429, 429, 429]);
    expect((await ask(portals[0], '2001:db8:1:3::1', basic('beta'))).status).toBe(200);
  });

  it('is counted in the same way when the secret stands in the form, and at revocation', async () => {
    const sender = nextAddress();
    await statusesOf(25, (portal) => ask(portal, sender, {}, { ...asked, client_id: 'acme', client_secret: 'wrong' }));
    const revoke = (portal: RunningPortal) => fetch(`${portal.url}/token/revocation`, { method: 'POST', headers: { ...from(sender), ...basic('acme', 'wrong') }, body: new URLSearchParams({ token: 'x' }) });
    expect((await statusesOf(26, revoke)).at(-1)).toBe(429);
  });

  it.each(['/TOKEN', '/token/', '/Token/Revocation/'])('is counted in the same way however the path is spelled: %s', async (path) => {
    const sender = nextAddress();
    const call = ({ url }: RunningPortal) => fetch(`${url}${path}`, { method: 'POST', headers: { ...from(sender), ...basic('acme', 'wrong') }, body: new URLSearchParams(asked) });
    expect(await statusesOf(2, call)).toEqual([401, 401]);
    await db.query('UPDATE sign_in_attempt SET failures = 50');
    expect((await call(portals[0])).status).toBe(429);
  });

  it('on the page of a sign-in reads it there', async () => {
    const sender = nextAddress();
    const open = (portal: RunningPortal) => fetch(`${portal.url}/auth?client_id=nobody&response_type=code`, { headers: from(sender) });
    expect((await statusesOf(51, open)).at(-1)).toBe(429);
    const page = await open(portals[0]);
    expect([page.status, page.headers.get('retry-after') !== null, page.headers.get('content-type')]).toEqual([429, true, expect.stringContaining('text/html')]);
    expect(await page.text()).toContain('too many of these calls failed');
  });

  it('and who succeeds is not counted at all', async () => {
    const sender = nextAddress();
    await statusesOf(6, (portal) => ask(portal, sender, basic('beta')));
    expect(await db.query('SELECT * FROM sign_in_attempt')).toEqual([]);
  });
});

describe('who comes to sign in at the issuer', () => {
  const call = ({ url }: RunningPortal, sender: string, method: string, path: string) => fetch(`${url}${path}`, { method, headers: from(sender), redirect: 'manual' });

  it.each([
    ['GET', '/auth?client_id=acme&response_type=code', 1_800, 400],
    ['GET', '/auth/of-nobody', 1_800, 400],
    ['GET', '/AUTH?client_id=acme&response_type=code', 1_800, 400],
    ['GET', '/interaction/of-nobody', 1_800, 400],
    ['POST', '/interaction/of-nobody/consent', 1_800, 400],
    ['POST', '/interaction/of-nobody/sign-in', 300, 400],
    ['GET', '/Session/end', 1_800, 200],
  ])('is stopped at one address that goes on without end, over replicas, and another goes on: %s %s', async (method, path, most, answered) => {
    const [sender, another] = [nextAddress(), nextAddress()];
    expect((await call(portals[0], sender, method, path)).status).toBe(answered);
    await db.query('UPDATE sign_in_attempt SET failures = $1', [most - 1]);
    const [last, over] = [await call(portals[0], sender, method, path), await call(portals[1], sender, method, path)];
    expect(await last.text()).not.toContain('calls from this address');
    expect([over.status, over.headers.get('content-type'), Number(over.headers.get('retry-after')) > 800]).toEqual([429, 'text/html; charset=utf-8', true]);
    expect(await over.text()).toContain('too many of these calls from this address');
    expect((await call(portals[1], another, method, path)).status).toBe(answered);
  });

  it('counts together with who signs in at the portal', async () => {
    const sender = nextAddress();
    await call(portals[0], sender, 'POST', '/interaction/of-nobody/sign-in');
    await db.query('UPDATE sign_in_attempt SET failures = 300');
    const { status } = await fetch(`${portals[1].origin}/portal/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json', ...from(sender) }, body: JSON.stringify({ email: 'somebody@example.com', password: 'whatever it is' }) });
    expect(status).toBe(429);
  });
});
