import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { toPublicId, type SalesOrder } from '#canonical';
import { ErpApi, erpRoutes, httpClientOf } from '#contracts';
import { DurableIngress } from '#durable';
import { DocumentInbox, OrderProjection } from '#read-models';
import { migratedDatabase } from '#store/fixture';
import { OrderPlacements } from '../placement/order-placements.js';
import type { ProcessSettings } from '../process.settings.js';
import { callOf, Upstream } from '../placement/upstream.fixture.js';
import { OrderAdoption } from './order-adoption.js';

const eur = (amount: string) => ({ amount, currency: 'EUR' });
const salesOrder: SalesOrder = {
  id: '4711',
  systemId: 'erp',
  customerId: '17',
  purchaseOrderNumber: 'PO-7',
  salesAreaId: '1010-10-00',
  status: 'open',
  credit: 'approved',
  blocks: [],
  net: eur('30.00'),
  tax: eur('6.00'),
  total: eur('36.00'),
  lines: [{ id: '10', position: 1, itemId: 'HOOK', quantity: { value: '3', unit: 'C62' }, net: eur('30.00'), tax: eur('6.00'), confirmations: [] }],
  version: '1',
};

let db: DataSource;
let upstream: Upstream;
let adoption: OrderAdoption;
beforeAll(async () => {
  ({ db } = await migratedDatabase());
});
afterAll(() => db.destroy());
beforeEach(async () => {
  upstream = new Upstream();
  upstream.salesOrders = [salesOrder];
  const address = await upstream.start();
  const erp = httpClientOf(ErpApi, erpRoutes, address);
  const ingress = new DurableIngress([address]);
  adoption = new OrderAdoption(db, new OrderPlacements(db, new OrderProjection(db), ingress, { paysOnReceipt: false } as ProcessSettings), new DocumentInbox(db), erp);
  await db.query('TRUNCATE placement, order_view, order_timeline, order_reference');
  return async () => {
    await Promise.all([erp.close(), ingress.close()]);
    await upstream.stop();
  };
});

const adopt = async (salesOrderId = '4711') => (await adoption.adopt(callOf(), 'erp', salesOrderId, true)).value;

describe('the adoption of an order', () => {
  it('is an order of ours that carries what the ERP has, sent to the engine', async () => {
    const order = await adopt();
    expect(order).toMatchObject({ status: 'received', purchaseOrderNumber: 'PO-7', customerId: toPublicId('erp', '17') });
    expect(upstream.sent).toMatchObject([{ key: order.orderId, body: { adopts: '4711', deliverOnRequest: true, draft: { reference: order.orderId, customerId: '17', lines: [{ position: 1, itemId: 'HOOK' }] } } }]);
  });

  it('asked for several times, also at the same time, is one order', async () => {
    const adopted = [...(await Promise.all([1, 2, 3].map(() => adopt()))), await adopt()];
    expect(new Set(adopted.map(({ orderId }) => orderId)).size).toBe(1);
    expect(new Set(upstream.sent.map(({ key }) => key)).size).toBe(1);
  });

  it('while the engine is down is taken all the same, and sent when it is asked for again', async () => {
    upstream.engineIsDown = true;
    const { orderId } = await adopt();
    expect(upstream.sent).toEqual([]);
    upstream.engineIsDown = false;
    expect((await adopt()).orderId).toBe(orderId);
    expect(upstream.sent.map(({ key }) => key)).toEqual([orderId]);
  });

  it.each<[string, Partial<SalesOrder>, object]>([
    ['we have placed', { reference: '01939d5e-7b1c-7c3a-9c5d-2f6a1b8e4d10' }, { reason: 'ours', state: 'open', allowed: [] }],
    ['is cancelled there', { status: 'cancelled' }, { reason: 'over', state: 'cancelled', allowed: [] }],
  ])('is refused for one that %s', async (_, change, details) => {
    upstream.salesOrders = [{ ...salesOrder, ...change }];
    await expect(adopt()).rejects.toMatchObject({ kind: 'conflict', details });
    expect(upstream.sent).toEqual([]);
  });

  it('of one that the ERP does not have is refused, and names the field', async () => {
    await expect(adopt('4712')).rejects.toMatchObject({ kind: 'invalid', details: { reason: 'unprocessable', fields: [{ pointer: '/salesOrderId' }] } });
  });
});
