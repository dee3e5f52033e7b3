import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fresh, toPublicId, type Order, type OrderStatusNote, type SalesOrderSummary, type WorkException } from '#canonical';
import { answerHeader, CrmApi, crmRoutes, encodeAnswer, ErpApi, erpRoutes, httpClientOf, ReconciliationApi } from '#contracts';
import { ApiServer, json } from '#contracts/fixture';
import { DurableIngress } from '#durable';
import { provideApi, createHttpApp } from '#edge';
import { openDoor } from '#edge/open-door';
import { OrderProjection, Reconciliations, RequestLog, WorkList } from '#read-models';
import { migratedDatabase } from '#store/fixture';
import { ProcessSettings } from '../process.settings.js';
import { Reconciler } from './reconciler.js';
import { ReconciliationController } from './reconciliation.controller.js';
import { ReconciliationService } from './reconciliation.service.js';

/** Two to a page, so that pages are followed. */
const pageSize = 2;
const upstream = new ApiServer();
/** Runs that the engine took, by their idempotency key. */
const taken = new Map<string, { systemId: string; reconciliationId: string }>();
let sales: SalesOrderSummary[] = [];
let older: SalesOrderSummary[] = [];
let notes: OrderStatusNote[] = [];
const down = new Set<string>();

upstream.reply = (response, { path, query, headers, body }) => {
  const answer = (status: number, value: unknown) => json(status, value, { [answerHeader]: encodeAnswer(fresh('erp', {})) })(response, { path, query, headers, body, method: '' });
  const page = <T>(all: T[]) => {
    const from = Number(query['cursor']?.[0] ?? 0);
    return answer(200, { items: all.slice(from, from + pageSize), ...(all.length > from + pageSize && { next: String(from + pageSize) }) });
  };
  const found = (value: unknown) => (value ? answer(200, value) : answer(404, { kind: 'not-found', detail: 'not there' }));
  const last = path.split('/').at(-1);
  if (down.has(path.split('/')[1] ?? '')) return answer(503, { kind: 'unavailable', detail: 'it does not answer', retryable: true });
  if (path.endsWith('/run/send')) {
    const { reconciliationId } = body as { reconciliationId: string };
    taken.set(headers['idempotency-key'] as string, { systemId: path.split('/')[2] ?? '', reconciliationId });
    return answer(202, {});
  }
  if (path === '/erp/v1/systems/erp/sales-order-summaries') return page(sales);
  if (path.startsWith('/erp/v1/systems/erp/sales-orders/')) return found([...sales, ...older].find(({ id }) => id === last));
  if (path === '/crm/v1/systems/crm/order-statuses') return page(notes);
  if (path.startsWith('/crm/v1/systems/crm/order-statuses/')) return answer(200, notes.find(({ orderId }) => orderId === last) ?? null);
  return found(undefined);
};

let db: DataSource;
let app: NestFastifyApplication;
let reconciler: Reconciler;
let list: WorkList;
const open: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  ({ db } = await migratedDatabase());
  const address = await upstream.start();
  const [erp, crm, ingress] = [httpClientOf(ErpApi, erpRoutes, address), httpClientOf(CrmApi, crmRoutes, address), new DurableIngress([address])];
  open.push(erp, crm, ingress);
  list = new WorkList(db);
  const settings = { erps: [{ systemId: 'erp' }], crmOf: (systemId: string) => (systemId === 'erp' ? 'crm' : undefined) } as unknown as ProcessSettings;
  const runs = new Reconciliations(db);
  reconciler = new Reconciler(erp, crm, runs, list, settings);

  @Module({
    imports: [openDoor()],
    controllers: [ReconciliationController],
    providers: [
      { provide: Reconciliations, useValue: runs },
      { provide: RequestLog, useValue: new RequestLog(db) },
      { provide: DurableIngress, useValue: ingress },
      { provide: ProcessSettings, useValue: settings },
      ...provideApi(ReconciliationApi, ReconciliationService),
    ],
  })
  class Door {}

  app = await createHttpApp(Door, false);
});
afterAll(async () => {
  await app.close();
  await Promise.all(open.map((each) => each.close()));
  await upstream.stop();
  await db.destroy();
});
beforeEach(async () => {
  await db.query('TRUNCATE order_view, order_reference, work_exception, request, reconciliation');
  [sales, older, notes] = [[], [], []];
  taken.clear();
  down.clear();
});

const url = '/order-to-cash/v1/reconciliations';
const get = (path = '') => request(app.getHttpServer()).get(`${url}${path}`);
const post = (body: object, key = uuidv7()) => request(app.getHttpServer()).post(url).set('idempotency-key', key).send(body);
const eur = (amount: string) => ({ amount, currency: 'EUR' });
const openExceptions = async (): Promise<WorkException[]> => (await list.list({ state: 'open' })).items;

/** Asks for a run, lets the engine do it, and reads what it found. */
async function reconcile() {
  const { body } = await post({});
  const [{ reconciliationId }] = body.items;
  const { systemId } = taken.get(reconciliationId)!;
  await reconciler.run(reconciliationId, systemId);
  return (await get(`/${reconciliationId}`)).body;
}

/** An order of an hour ago that we, the ERP and the CRM know alike. */
async function order(id: string): Promise<Order> {
  const at = new Date(Date.now() - 3_600_000).toISOString();
  const made = {
    orderId: uuidv7(), status: 'confirmed', axes: { capture: 'captured', credit: 'approved', fulfilment: 'open', billing: 'open', payment: 'open' }, customerId: toPublicId('erp', '17'), purchaseOrderNumber: `PO-${id}`,
    net: eur('10'), total: eur('12'), lines: [], deliveries: [], invoices: [], returns: [], references: [{ system: 'erp', type: 'sales-order', id }], holds: [], flags: [], placedAt: at, changedAt: at, sequence: 3,
  } satisfies Order as Order;
  await new OrderProjection(db).saveView('web', made, [], [], { systemId: 'erp' });
  sales.push({ id, reference: made.orderId, customerId: '17', status: 'open', net: eur('10.00') });
  notes.push({ orderId: made.orderId, erpCustomerId: '17', status: 'confirmed', total: eur('12'), changedAt: at });
  return made;
}

describe('a reconciliation', () => {
  it('finds nothing where all say the same, over all pages, and says how much it compared', async () => {
    for (const id of ['1', '2', '3']) await order(id);
    const { state, differences, summary } = await reconcile();
    expect([state, differences]).toEqual(['done', 0]);
    expect(summary).toEqual([
      { against: 'erp', customerId: toPublicId('erp', '17'), status: 'live', ours: { count: 3, amount: eur('30.00') }, theirs: { count: 3, amount: eur('30.00') } },
      { against: 'crm', customerId: toPublicId('erp', '17'), status: 'confirmed', ours: { count: 3, amount: eur('36.00') }, theirs: { count: 3, amount: eur('36.00') } },
    ]);
    expect(await openExceptions()).toEqual([]);
  });

  it('puts each difference on the work list once, and takes it off when it is gone', async () => {
    const { orderId } = await order('1');
    const stranger = uuidv7();
    sales = [{ ...sales[0]!, net: eur('11') }, { ...sales[0]!, id: '9', reference: stranger }];
    notes = [{ ...notes[0]!, status: 'on-hold' }];
    expect(await reconcile()).toMatchObject({ state: 'done', differences: 3 });
    expect(await reconcile()).toMatchObject({ state: 'done', differences: 3 });
    const found = await openExceptions();
    const difference = (kind: string, of: string) => expect.objectContaining({ kind, orderId: of, owner: 'order-desk', actions: ['acknowledge'] });
    expect(found).toHaveLength(3);
    expect(found).toEqual(expect.arrayContaining([difference('crm-difference', orderId), difference('erp-difference', orderId), difference('erp-difference', stranger)]));
    [sales, notes] = [[{ ...sales[0]!, net: eur('10') }], [{ ...notes[0]!, status: 'confirmed' }]];
    expect(await reconcile()).toMatchObject({ differences: 0 });
    expect(await openExceptions()).toEqual([]);
    expect((await list.list({ orderId })).items).toMatchObject([{ resolution: { by: 'strata:reconciliation' } }, { resolution: { by: 'strata:reconciliation' } }]);
  });

  it('asks for an order that the list does not show, before it says that the ERP lacks it', async () => {
    await order('1');
    [sales, older] = [[], sales];
    expect(await reconcile()).toMatchObject({ differences: 0 });
    older = [];
    expect(await reconcile()).toMatchObject({ differences: 1 });
    expect(await openExceptions()).toMatchObject([{ kind: 'erp-difference', reason: expect.stringContaining('no sales order 1') }]);
  });

  it('ends nothing and says why while a system does not answer', async () => {
    await order('1');
    notes = [];
    await reconcile();
    down.add('crm');
    expect(await reconcile()).toMatchObject({ state: 'failed', differences: 0, failure: expect.stringContaining('unavailable') });
    expect(await openExceptions()).toMatchObject([{ kind: 'crm-difference' }]);
    down.add('erp');
    const { state, differences } = await reconcile();
    expect([state, differences]).toEqual(['failed', undefined]);
    expect(await openExceptions()).toHaveLength(1);
  });
});

describe('its door', () => {
  it('begins one for a key, answers a repeat the same, and gives the engine what it did not take', async () => {
    const key = uuidv7();
    down.add('o2c.Reconciliation');
    expect((await post({ systemId: 'erp' }, key)).status).toBe(503);
    down.clear();
    const [first, repeat] = [await post({ systemId: 'erp' }, key), await post({ systemId: 'erp' }, key)];
    expect([first.status, repeat.body]).toEqual([202, first.body]);
    expect([...taken.keys()]).toEqual([first.body.items[0].reconciliationId]);
    expect(first.body.items).toMatchObject([{ systemId: 'erp', state: 'running', summary: [] }]);
    expect((await post({}, key)).status).toBe(422);
  });

  it('refuses a system that is no ERP, a missing key, and a run that there is not', async () => {
    expect((await post({ systemId: 'nowhere' })).status).toBe(404);
    expect((await request(app.getHttpServer()).post(url).send({})).status).toBe(400);
    expect((await get(`/${uuidv7()}`)).status).toBe(404);
    expect((await get('/7')).status).toBe(400);
    expect((await get('?cursor=here')).status).toBe(400);
  });

  it('lists them newest first, page by page', async () => {
    for (const key of ['k1', 'k2', 'k3']) await post({}, key);
    const { body } = await get('?limit=2');
    const rest = (await get(`?limit=2&cursor=${body.next}`)).body;
    const ids = [...body.items, ...rest.items].map(({ reconciliationId }) => reconciliationId);
    expect([ids, rest.next]).toEqual([[...taken.keys()].toReversed(), undefined]);
  });
});
