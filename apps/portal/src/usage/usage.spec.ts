import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CallCounts, CallLedger } from '#store';
import { migratedDatabase } from '#store/fixture';
import { PortalClient } from '../portal-client.fixture.js';
import { runPortal, type RunningPortal } from '../portal.fixture.js';

let db: DataSource;
let url: string;
let portal: RunningPortal;
let dana: PortalClient;
let path: string;
let clientId: string;
beforeAll(async () => {
  const made = await migratedDatabase();
  ({ db, url } = made);
  portal = await runPortal(url, []);
  dana = await PortalClient.of(db, portal.origin, 'dana@partner.example');
  const { app } = (await dana.post('/apps', { name: 'Measured' })).body;
  clientId = app.sandbox.clientId;
  path = `/apps/${app.appId}/sandbox`;
});
afterAll(() => Promise.all([portal.close(), db.destroy()]));

it('usage of an app says what is left of the day, by the plan of its client, and when that is over', async () => {
  const ledger = new CallLedger(url);
  await ledger.lease({ clientId, limits: { quota: { perDay: 5_000, block: 50 } }, waiting: 7, held: { burst: 0, day: 0 } });
  await ledger.close();
  const { body } = await dana.get(`${path}/usage`);
  expect(body).toMatchObject({ granularity: 'day', operations: [], quota: { perDay: 5_000, left: 5_000 - body.quota.used }, rate: { perSecond: 5, burst: 20 } });
  expect(body.quota.used).toBeGreaterThanOrEqual(7);
  expect(body.buckets).toHaveLength(7);
  expect(Date.parse(body.quota.resetsAt) - Date.now()).toBeLessThanOrEqual(24 * 3_600_000);
});

it('calls of an app are its own, newest first: not those that a process of ours made on its behalf, nor those of another', async () => {
  const row = (client: string, operation: string, trace: string, actor: string | null = null) => ({ at: new Date().toISOString(), operation, outcome: 'ok', status: 200, client, actor, trace, count: 1 });
  const told = [row(clientId, 'web.readOrder', 'a1', 'experience-web'), row(clientId, 'erp.readCustomer', 'a1', 'experience-web'), row('another', 'web.readOrder', 'b1'), row(clientId, 'bi.export', 'a2'), { ...row(clientId, 'order-to-cash.create-sales-order', 'a1', 'order-to-cash'), status: null }];
  await db.query('SELECT audit.append($1)', [JSON.stringify(told)]);
  const { body } = await dana.get(`${path}/calls`);
  expect(body.calls.map(({ operation, requestId }: { operation: string; requestId: string }) => [operation, requestId])).toEqual([['bi.export', 'a2'], ['web.readOrder', 'a1']]);
  expect((await dana.get(`${path}/calls?limit=1`)).body.calls).toHaveLength(1);
});

it('a call says its method and how long it took, one of before that was noted says neither', async () => {
  const row = { at: new Date().toISOString(), operation: 'web.placeOrder', outcome: 'ok', status: 202, client: clientId, actor: null, trace: 'c1', count: 1 };
  await db.query('SELECT audit.append($1)', [JSON.stringify([row, { ...row, trace: 'c2', method: 'POST', duration_ms: 0 }])]);
  const { body } = await dana.get(`${path}/calls?limit=2`);
  const told = { at: row.at, operation: 'web.placeOrder', status: 202, outcome: 'ok' };
  expect(body.calls).toEqual([{ ...told, requestId: 'c2', method: 'POST', durationMs: 0 }, { ...told, requestId: 'c1' }]);
});

it('usage of an app is for its owner alone, and what is asked of it has bounds', async () => {
  const counts = new CallCounts(url);
  await counts.add({ source: crypto.randomUUID(), batch: 1, rows: [{ clientId, hour: new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000).toISOString(), operation: 'web.readOrder', calls: 3, errors: 1, durations: [3] }] });
  await counts.close();
  expect((await dana.get(`${path}/usage?days=1`)).body.buckets.at(-1)).toMatchObject({ calls: 3, errors: 1 });
  const eve = await PortalClient.of(db, portal.origin, 'eve@other.example');
  expect([(await eve.get(`${path}/usage`)).status, (await eve.get(`${path}/calls`)).status]).toEqual([404, 404]);
  expect((await dana.get(`${path.replace('sandbox', 'production')}/usage`)).status).toBe(409);
  for (const query of ['usage?days=0', 'usage?days=31', 'usage?days=x', 'usage?days=0x7', 'calls?limit=201', 'calls?colour=red']) expect([query, (await dana.get(`${path}/${query}`)).status]).toEqual([query, 400]);
});
