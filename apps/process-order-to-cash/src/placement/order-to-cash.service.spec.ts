import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { toPublicId } from '#canonical';
import { ErpApi, erpRoutes, httpClientOf, type OrderRequest } from '#contracts';
import { DurableIngress } from '#durable';
import { MasterData, OrderProjection } from '#read-models';
import { migratedDatabase } from '#store/fixture';
import { OrderDoor } from './order-door.js';
import type { ProcessSettings } from '../process.settings.js';
import { OrderPlacements } from './order-placements.js';
import { OrderToCashService } from './order-to-cash.service.js';
import { callOf, orderRequest, unaskedCrm, Upstream } from './upstream.fixture.js';

let db: DataSource;
let upstream: Upstream;
let orders: OrderToCashService;
let projection: OrderProjection;
let settings: { -readonly [name in keyof ProcessSettings]: ProcessSettings[name] };
beforeAll(async () => {
  ({ db } = await migratedDatabase());
});
afterAll(() => db.destroy());
beforeEach(async () => {
  upstream = new Upstream();
  const address = await upstream.start();
  const erp = httpClientOf(ErpApi, erpRoutes, address);
  const ingress = new DurableIngress([address]);
  settings = { holdRepeatedPurchaseOrders: false, paysOnReceipt: false } as typeof settings;
  projection = new OrderProjection(db);
  orders = new OrderToCashService(db, projection, new OrderDoor(erp, new MasterData(db), unaskedCrm), new OrderPlacements(db, projection, ingress, settings), erp, settings);
  await db.query('TRUNCATE placement, order_view, order_timeline');
  return async () => {
    await Promise.all([erp.close(), ingress.close()]);
    await upstream.stop();
  };
});

const place = async (idempotencyKey: string, request: OrderRequest = orderRequest(), client = 'web') => (await orders.placeOrder(callOf(client), { idempotencyKey, request })).value;
const placements = async (): Promise<number> => {
  const rows: { count: number }[] = await db.query('SELECT count(*)::int AS count FROM placement');
  return rows[0]?.count ?? -1;
};

describe('an order that is placed', () => {
  it('is received, can be read at once, and is sent to the engine once by its id', async () => {
    const order = await place('k1');
    expect(order).toMatchObject({ status: 'received', sequence: 0, purchaseOrderNumber: 'PO-1' });
    expect((await orders.readOrder(callOf(), { orderId: order.orderId })).value).toEqual(order);
    expect((await orders.readTimeline(callOf(), { orderId: order.orderId })).value.items).toMatchObject([{ type: 'order-placed', actor: 'web' }]);
    expect(upstream.sent).toMatchObject([{ path: `/o2c.Order/${order.orderId}/accept/send`, key: order.orderId, body: { orderId: order.orderId, draft: { reference: order.orderId } } }]);
  });

  it('carries what was decided at the door, the prices that the buyer saw, and no token or deadline', async () => {
    const line = { itemId: toPublicId('erp', 'HOOK'), quantity: '1' };
    await place('k1', orderRequest({ opportunityId: '006', lines: [line, { ...line, expectedUnitPrice: { amount: '9.90', currency: 'EUR' } }] }));
    const body = upstream.sent[0]?.body as Record<string, unknown>;
    expect(body).toMatchObject({ client: 'web', systemId: 'erp', opportunityId: '006', expectedUnitPrices: { 2: { amount: '9.90', currency: 'EUR' } }, capabilities: { createSalesOrder: { mode: 'command' } } });
    expect(Object.keys(body['capabilities'] as object)).toEqual(['createSalesOrder']);
    expect(body).not.toHaveProperty('deadline');
  });

  it('carries how its invoices are paid, as the configuration says by then', async () => {
    await place('k1');
    settings.paysOnReceipt = true;
    await place('k2');
    expect(upstream.sent.map(({ body }) => (body as { paysOnReceipt?: boolean }).paysOnReceipt)).toEqual([undefined, true]);
  });

  it('again with the same key and body is the same order', async () => {
    const first = await place('k1');
    expect(await place('k1')).toEqual(first);
    expect(await placements()).toBe(1);
    expect(new Set(upstream.sent.map(({ key }) => key))).toEqual(new Set([first.orderId]));
  });

  it('again with the same content spelled in another order is the same order', async () => {
    const first = await place('k1', orderRequest());
    const { lines, ...others } = orderRequest();
    const respelled = { lines: lines.map(({ itemId, quantity }) => ({ quantity, itemId })), ...others };
    expect((await place('k1', respelled)).orderId).toBe(first.orderId);
  });

  it.each<[string, Partial<OrderRequest>]>([
    ['another number', { purchaseOrderNumber: 'PO-2' }],
    ['another quantity', { lines: [{ itemId: toPublicId('erp', 'HOOK'), quantity: '4' }] }],
    ['one more field', { completeDelivery: false }],
  ])('again with the same key and %s is refused, and nothing is written', async (_, change) => {
    await place('k1');
    await expect(place('k1', orderRequest(change))).rejects.toMatchObject({ kind: 'invalid', details: { reason: 'unprocessable' } });
    expect([await placements(), upstream.sent.length]).toEqual([1, 1]);
  });

  it('with the same lines in another order is another body', async () => {
    const lines = ['HOOK', 'ROPE'].map((id) => ({ itemId: toPublicId('erp', id), quantity: '1' }));
    await place('k1', orderRequest({ lines }));
    await expect(place('k1', orderRequest({ lines: lines.toReversed() }))).rejects.toMatchObject({ kind: 'invalid' });
  });

  it('by another client with the same key is another order', async () => {
    expect((await place('k1', orderRequest(), 'mobile')).orderId).not.toBe((await place('k1')).orderId);
  });

  it('several times at the same time is one order', async () => {
    const placed = await Promise.all([1, 2, 3, 4].map(() => place('race')));
    expect(new Set(placed.map(({ orderId }) => orderId)).size).toBe(1);
    expect(await placements()).toBe(1);
  });

  it('again is answered as it is by now, also while the ERP is down', async () => {
    const first = await place('k1');
    await projection.saveView('web', { ...first, sequence: 2, status: 'confirmed' }, [], []);
    upstream.trouble = { kind: 'unavailable', status: 503 };
    expect(await place('k1')).toMatchObject({ orderId: first.orderId, status: 'confirmed' });
    expect(upstream.sent).toHaveLength(1);
  });

  it('while the engine is down is taken all the same, and sent again when it is placed again', async () => {
    upstream.engineIsDown = true;
    const order = await place('k1');
    expect((await projection.unsentPlacements(-60_000, 10)).map(({ orderId }) => orderId)).toEqual([order.orderId]);
    upstream.engineIsDown = false;
    await place('k1');
    expect(upstream.sent.map(({ key }) => key)).toEqual([order.orderId]);
  });

  it('and refused at the door leaves nothing, so that its key may be used again', async () => {
    await expect(place('k1', orderRequest({ customerId: toPublicId('erp', '99') }))).rejects.toMatchObject({ kind: 'invalid' });
    expect([await placements(), upstream.sent.length]).toEqual([0, 0]);
    expect((await place('k1')).status).toBe('received');
  });
});
