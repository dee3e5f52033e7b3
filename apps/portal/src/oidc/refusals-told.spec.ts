import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migratedDatabase } from '#store/fixture';
import { basic, clientConfig, runPortal, type RunningPortal } from '../portal.fixture.js';

let db: DataSource;
let url: string;
beforeAll(async () => {
  ({ db, url } = await migratedDatabase());
});
afterAll(() => db.destroy());

/** Behind one proxy, which names who called it; others the caller may have made up. */
const from = (address: string) => ({ 'x-forwarded-for': `6.6.6.6, ${address}` });

interface Told {
  operation: string;
  outcome: string;
  remote: string | null;
  count: number;
}

/** What stands in the trail once the issuer is gone, of these calls alone. */
async function toldOf(calls: (portal: RunningPortal) => Promise<void>): Promise<Told[]> {
  const [{ seq }] = await db.query('SELECT seq FROM audit.head');
  const portal = await runPortal(url, [clientConfig({ id: 'acme' })], { embedded: { issuer: 'http://strata.example.com/oidc', trustedProxies: 1 } });
  await calls(portal);
  await portal.close();
  return db.query(`SELECT operation, outcome, remote, count FROM audit.entry WHERE seq > $1 AND status = 429 ORDER BY seq`, [seq]);
}

const signIn = ({ url: at }: RunningPortal, address: string, method = 'POST', path = '/interaction/of-nobody/sign-in') => fetch(`${at}${path}`, { method, headers: from(address), redirect: 'manual' });
const useUp = () => db.query('UPDATE sign_in_attempt SET failures = 5000');

it('whom the issuer turns away for asking too often stands in the trail: from where, and what they asked', async () => {
  const sender = '203.0.113.7';
  const token = (portal: RunningPortal) => fetch(`${portal.url}/token`, { method: 'POST', headers: { ...from(sender), ...basic('acme', 'wrong') }, body: new URLSearchParams({ grant_type: 'client_credentials' }) });
  const told = await toldOf(async (portal) => {
    await signIn(portal, sender);
    await signIn(portal, sender, 'GET', '/auth?client_id=nobody&response_type=code');
    await token(portal);
    await useUp();
    const over = [await signIn(portal, sender), await signIn(portal, sender, 'GET', '/auth?client_id=nobody&response_type=code'), await signIn(portal, sender, 'GET', '/interaction/of-nobody'), await token(portal)];
    expect(over.map(({ status }) => status)).toEqual([429, 429, 429, 429]);
  });
  const row = (operation: string) => ({ operation, outcome: 'rate-limited', remote: sender, count: 1 });
  expect(told).toEqual(['POST /oidc/interaction/:uid/sign-in', 'GET /oidc/auth', 'GET /oidc/interaction/:uid', 'POST /oidc/token'].map(row));
});

it('a flood of them from one address is counted, and hides nobody who comes from another', async () => {
  const told = await toldOf(async (portal) => {
    for (const sender of ['203.0.113.8', '203.0.113.9']) await signIn(portal, sender);
    await useUp();
    for (let at = 0; at < 40; at += 1) await signIn(portal, '203.0.113.8');
    await signIn(portal, '203.0.113.9');
  });
  const row = (remote: string) => ({ operation: 'POST /oidc/interaction/:uid/sign-in', outcome: 'rate-limited', remote, count: 1 });
  expect(told).toEqual([...Array.from({ length: 5 }, () => row('203.0.113.8')), row('203.0.113.9'), { operation: 'audit.refused', outcome: 'more of these', remote: null, count: 35 }]);
});
