import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningStrata } from '../harness/running-strata.js';
import { eventually, type WebClient, type WebAnswer } from '../harness/web-client.js';
import { payInvoice, ship } from './sale.by-hand.js';
import { strataOnTryton } from './strata-on-tryton.js';
import { TrytonCaller } from './tryton.caller.js';

const { TRYTON_URL = '', TRYTON_DATABASE = '', TRYTON_USER = '', TRYTON_PASSWORD = '', TRYTON_DATABASE_URL = '' } = process.env;

const clerk = new TrytonCaller(TRYTON_URL, TRYTON_DATABASE);
const tryton = new pg.Client({ connectionString: TRYTON_DATABASE_URL });
let strata: RunningStrata;
let api: WebClient;
let wish: { customerId: string; lines: { itemId: string; quantity: string }[] };
beforeAll(async () => {
  await Promise.all([tryton.connect(), clerk.signIn(TRYTON_USER, TRYTON_PASSWORD)]);
  strata = await strataOnTryton();
  api = strata.desk();
  const [customer, item] = await Promise.all(['customers?query=C0007', 'items?query=SKU-0004'].map(async (path) => (await api.get(`/web/v1/${path}`)).body.items[0]));
  wish = { customerId: customer.customerId, lines: [{ itemId: item.itemId, quantity: '4' }] };
}, 200_000);
afterAll(async () => {
  await strata?.stop();
  await tryton.end();
});

const orders = '/order-to-cash/v1/orders';
const quotes = '/order-to-cash/v1/quotes';
const post = (path: string, body: object, key: string = crypto.randomUUID()): Promise<WebAnswer> => api.post(path, body, { 'idempotency-key': key });
const salesOf = async (reference: string) => (await tryton.query('select id, state, invoice_state as invoice from sale_sale where reference = $1', [reference])).rows;

describe('a quote over the process API', () => {
  it('is made in Tryton once, read back as Tryton has it, and its conversion is an order that is paid', async () => {
    const request = { ...wish, purchaseOrderNumber: 'QUOTED' };
    const key = crypto.randomUUID();
    const made = await post(quotes, request, key);
    expect(made).toMatchObject({ status: 201, body: { status: 'open', customerId: wish.customerId, lines: [{ position: 1, itemId: wish.lines[0]!.itemId, quantity: '4' }] } });
    expect((await post(quotes, request, key)).body.quoteId).toBe(made.body.quoteId);
    expect(await post(quotes, { ...request, purchaseOrderNumber: 'OTHER' }, key)).toMatchObject({ status: 422 });
    const { quoteId, orderId, total } = made.body;
    expect(await salesOf(orderId)).toMatchObject([{ state: 'quotation' }]);
    expect(await api.get(`${quotes}/${quoteId}`)).toMatchObject({ status: 200, body: { quoteId, orderId, status: 'open', total } });

    const converted = await post(`${quotes}/${quoteId}/conversion`, { purchaseOrderNumber: 'QUOTED' });
    expect(converted).toMatchObject({ status: 202, body: { orderId, purchaseOrderNumber: 'QUOTED' } });
    expect(converted.headers.get('location')).toBe(`${orders}/${orderId}`);
    const paid = await api.reaches(orderId, ['paid', 'closed'], 120_000);
    expect(paid).toMatchObject({ axes: { fulfilment: 'shipped', billing: 'invoiced', payment: 'paid' }, total });
    expect(await salesOf(orderId)).toMatchObject([{ state: 'done', invoice: 'paid' }]);
    expect((await post(`${quotes}/${quoteId}/conversion`, {})).body.orderId).toBe(orderId);
  });

  it('that was cancelled in Tryton is over: the conversion says so, and nothing comes of it', async () => {
    const { quoteId, orderId } = (await post(quotes, { ...wish, purchaseOrderNumber: 'OVER' })).body;
    const [sale] = await salesOf(orderId);
    await clerk.call('sale.sale.cancel', [[sale!.id]]);
    expect(await post(`${quotes}/${quoteId}/conversion`, {})).toMatchObject({ status: 409, body: { reason: 'quote-over', state: 'cancelled', allowed: [] } });
    expect((await api.get(`${orders}/${orderId}`)).status).toBe(404);
  });
});

describe("a clerk's work in Tryton itself", () => {
  const switched = '/order-to-cash/v1/switches/tryton/payInvoice';

  it('is seen in the order over HTTP: what is shipped, and what is paid, each once', async () => {
    // We deliver when we are asked, and would pay ourselves.
    expect((await api.put(switched, { reason: 'the clerk books payments' })).status).toBe(200);
    const { orderId } = await api.order({ ...wish, purchaseOrderNumber: 'CLERK', deliverOnRequest: true });
    await api.reaches(orderId, 'confirmed', 60_000);
    const [sale] = await salesOf(orderId);
    const [shipment] = await clerk.find('stock.shipment.out', [['moves.sale', '=', sale!.id], ['state', '=', 'waiting']], []);
    expect(await ship(clerk, shipment!['id'])).toBe(true);

    const read = async () => (await api.get(`${orders}/${orderId}`)).body;
    const shipped = await eventually(read, ({ axes }) => axes.fulfilment === 'shipped', JSON.stringify);
    expect(shipped).toMatchObject({ deliveries: [{ deliveryId: String(shipment!['id']), status: 'shipped', lines: [{ position: 1, quantity: '4' }] }], lines: [{ ledger: { shipped: '4' } }] });
    const invoiced = await eventually(read, ({ axes }) => axes.billing === 'invoiced', JSON.stringify);
    expect(invoiced).toMatchObject({ axes: { payment: 'open' }, money: { paid: { amount: '0.00' } } });

    const [invoice] = await clerk.find('account.invoice', [['sales', '=', sale!.id]], []);
    await payInvoice(clerk, invoice!['id']);
    const paid = await api.reaches(orderId, ['paid', 'closed']);
    expect((await read()).money).toMatchObject({ paid: paid.total, open: { amount: '0.00' } });
    expect((await api.delete(switched)).status).toBe(204);
    const timeline = (await api.get(`${orders}/${orderId}/timeline`)).body.items as { type: string; outcome: string; actor?: string }[];
    const seen = timeline.filter(({ type }) => ['delivery', 'payment'].includes(type)).map(({ type, outcome }) => `${type} ${outcome}`);
    expect(seen).toEqual(expect.arrayContaining(['delivery shipped', 'payment received']));
    expect(timeline.filter(({ type, outcome }) => ['create-delivery', 'pay-invoice'].includes(type) && outcome === 'ok')).toEqual([]);
    const payments = await tryton.query('select count(*)::int as count from "account_invoice-account_move_line" where invoice = $1', [invoice!['id']]);
    expect(payments.rows).toEqual([{ count: 1 }]);
  });
});
