import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { toPublicId, type CallContext, type SystemSwitch } from '#canonical';
import { ErpApi, erpRoutes, httpClientOf, type OrderRequest } from '#contracts';
import { DurableIngress } from '#durable';
import { MasterData, OrderProjection, RequestLog, type SwitchBoard } from '#read-models';
import { migratedDatabase } from '#store/fixture';
import { OrderDoor } from '../placement/order-door.js';
import { OrderPlacements } from '../placement/order-placements.js';
import type { ProcessSettings } from '../process.settings.js';
import { callOf, orderRequest, unaskedCrm, Upstream } from '../placement/upstream.fixture.js';
import { Switches } from '../switches/switches.js';
import { QuoteConversions } from './quote-conversions.js';
import { QuotesService } from './quotes.service.js';

let db: DataSource;
let upstream: Upstream;
let quotes: QuotesService;
let paused: SystemSwitch[] = [];
const switches = new Switches({ all: async () => paused } as SwitchBoard);
beforeAll(async () => {
  ({ db } = await migratedDatabase());
});
afterAll(() => db.destroy());
beforeEach(async () => {
  upstream = new Upstream();
  const command = { mode: 'command', safe: false } as const;
  upstream.capabilities = { ...upstream.capabilities, createQuote: command, convertQuote: command };
  const address = await upstream.start();
  const erp = httpClientOf(ErpApi, erpRoutes, address);
  const ingress = new DurableIngress([address]);
  const requests = new RequestLog(db);
  quotes = new QuotesService(db, requests, new OrderDoor(erp, new MasterData(db), unaskedCrm), erp, new QuoteConversions(requests, new OrderPlacements(db, new OrderProjection(db), ingress, { paysOnReceipt: false } as ProcessSettings), erp), switches);
  await db.query('TRUNCATE placement, order_view, order_timeline, request');
  return async () => {
    await Promise.all([erp.close(), ingress.close()]);
    await upstream.stop();
  };
});

const quote = async (idempotencyKey: string, request: OrderRequest = orderRequest(), client = 'web') => (await quotes.quoteOrder(callOf(client), { idempotencyKey, request })).value;
const convert = async (quoteId: string, idempotencyKey: string, request = {}, ctx: CallContext = callOf()) => (await quotes.convertOrderQuote(ctx, { quoteId, idempotencyKey, request })).value;

describe('a quote', () => {
  it('is not written while somebody has switched that off, and is told so', async () => {
    paused = [{ systemId: 'erp', operation: '*', reason: 'stocktaking', since: '2026-11-25T08:00:00.000Z', actor: 'anna' }];
    await switches.refresh();
    await expect(quote('k1')).rejects.toMatchObject({ kind: 'unavailable', details: { reason: 'paused', systemId: 'erp', operation: 'createQuote' } });
    expect(upstream.quotes).toEqual([]);
    paused = [];
    await switches.refresh();
    expect((await quote('k1')).status).toBe('open');
  });

  it('is written into the ERP and read back from there, in public ids', async () => {
    const made = await quote('k1');
    expect(made).toMatchObject({ quoteId: toPublicId('erp', '1'), customerId: toPublicId('erp', '17'), status: 'open', total: { amount: '36.00' }, lines: [{ itemId: toPublicId('erp', 'HOOK'), quantity: '3', unit: 'C62' }] });
    expect((await quotes.readOrderQuote(callOf(), { quoteId: made.quoteId })).value).toEqual(made);
    expect(upstream.quotes[0]?.reference).toBe(made.orderId);
  });

  it('asked for again, also at the same time, is written once', async () => {
    const made = await Promise.all([1, 2, 3].map(() => quote('k1')));
    expect(await quote('k1')).toEqual(made[0]);
    expect(upstream.quotes).toHaveLength(1);
  });

  it('waits its turn when many are being written, and is told so', async () => {
    const gate = Promise.withResolvers<void>();
    upstream.gate = gate.promise;
    const asked = ['a', 'b', 'c', 'd', 'e'].map((key) => quote(key));
    await expect(Promise.race(asked)).rejects.toMatchObject({ kind: 'unavailable', retryable: true, details: { reason: 'busy' } });
    gate.resolve();
    expect((await Promise.allSettled(asked)).filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
    for (const key of ['a', 'b', 'c', 'd', 'e']) expect((await quote(key)).status).toBe('open');
    expect(upstream.quotes).toHaveLength(5);
  });

  it('by another client, or under another key, is another one', async () => {
    const ids = [await quote('k1'), await quote('k1', orderRequest(), 'mobile'), await quote('k2')].map(({ orderId }) => orderId);
    expect(new Set(ids).size).toBe(3);
  });

  it('asked for again with another body is refused, and nothing is written', async () => {
    await quote('k1');
    await expect(quote('k1', orderRequest({ purchaseOrderNumber: 'PO-2' }))).rejects.toMatchObject({ kind: 'invalid', details: { reason: 'unprocessable' } });
    expect(upstream.quotes).toHaveLength(1);
  });

  it('is refused where the system has none', async () => {
    upstream.capabilities = { createQuote: { mode: 'absent', safe: false } };
    await expect(quote('k1')).rejects.toMatchObject({ details: { reason: 'operation-absent', operation: 'createQuote', systemId: 'erp' } });
    expect(upstream.quotes).toHaveLength(0);
  });

  it.each(['nonsense', toPublicId('erp', '99')])('that is not there is not found (%s)', async (quoteId) => {
    await expect(quotes.readOrderQuote(callOf(), { quoteId })).rejects.toMatchObject({ kind: 'not-found' });
    await expect(convert(quoteId, 'k1')).rejects.toMatchObject({ kind: 'not-found' });
  });
});

describe('the conversion of a quote', () => {
  it('is an order under the id that the quote carries, sent to the engine', async () => {
    const { quoteId, orderId } = await quote('k1');
    expect(await convert(quoteId, 'c1', { purchaseOrderNumber: 'PO-9' })).toMatchObject({ orderId, status: 'received', purchaseOrderNumber: 'PO-9', customerId: toPublicId('erp', '17') });
    expect(upstream.sent).toMatchObject([{ path: `/o2c.Order/${orderId}/accept/send`, key: orderId, body: { quoteId: '1', draft: { reference: orderId, purchaseOrderNumber: 'PO-9' } } }]);
  });

  it('asked for twice, under whatever key or at the same time, is the same order', async () => {
    const { quoteId, orderId } = await quote('k1');
    const orders = [...(await Promise.all(['c1', 'c2', 'c3'].map((key) => convert(quoteId, key)))), await convert(quoteId, 'c1')];
    expect(new Set(orders.map((order) => order.orderId))).toEqual(new Set([orderId]));
    upstream.quotes[0]!.status = 'converted';
    expect((await convert(quoteId, 'c4')).orderId).toBe(orderId);
    await expect(convert(quoteId, 'c1', { purchaseOrderNumber: 'other' })).rejects.toMatchObject({ kind: 'invalid' });
  });

  it.each(['converted', 'expired', 'cancelled'] as const)('is refused for a quote that is %s, with the state', async (state) => {
    const { quoteId } = await quote('k1');
    upstream.quotes[0]!.status = state;
    await expect(convert(quoteId, 'c1')).rejects.toMatchObject({ kind: 'conflict', details: { reason: 'quote-over', state, allowed: [] } });
    expect(upstream.sent).toEqual([]);
  });

  it('is refused for a quote that was not made here: no order of ours could be told by its reference', async () => {
    const { quoteId } = await quote('k1');
    delete upstream.quotes[0]!.reference;
    await expect(convert(quoteId, 'c1')).rejects.toMatchObject({ kind: 'conflict', details: { reason: 'foreign-quote', state: 'open' } });
  });

  it('while the engine is down is taken all the same, and sent when it is asked for again', async () => {
    const { quoteId, orderId } = await quote('k1');
    upstream.engineIsDown = true;
    expect((await convert(quoteId, 'c1')).orderId).toBe(orderId);
    upstream.engineIsDown = false;
    await convert(quoteId, 'c1');
    expect(upstream.sent.map(({ key }) => key)).toEqual([orderId]);
  });
});
