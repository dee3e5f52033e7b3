import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fresh, toPublicId, type Delivery, type Invoice, type Order, type ReturnOrder, type SalesOrder } from '#canonical';
import { answerHeader, encodeAnswer, ErpApi, erpRoutes, httpClientOf } from '#contracts';
import { ApiServer, json } from '#contracts/fixture';
import type { FeedPoll } from '#durable';
import { DocumentInbox, OrderProjection, SwitchBoard, type OpenReference } from '#read-models';
import { migratedDatabase } from '#store/fixture';
import type { Observation } from '../order/order.object.js';
import { Switches } from '../switches/switches.js';
import { DocumentFeed } from './document-feed.js';

const zero = { amount: '0', currency: 'EUR' };
const quantity = { value: '1', unit: 'C62' };
const salesOrder = (id: string, change: Partial<SalesOrder> = {}): SalesOrder => ({ id, systemId: 'erp', customerId: '17', status: 'open', credit: 'approved', blocks: [], net: zero, tax: zero, total: zero, lines: [], version: '1', ...change });
const deliveryLine = (salesOrderId: string) => ({ id: '10', salesOrderId, salesOrderLineId: '10', itemId: 'ROPE', quantity });
const delivery = (id: string, of: string[], change: Partial<Delivery> = {}): Delivery => ({ id, systemId: 'erp', status: 'open', observedOnly: false, lines: of.map(deliveryLine), version: '1', ...change });
const invoice = (id: string, of: string[], change: Partial<Invoice> = {}): Invoice => {
  const lines = of.map((salesOrderId) => ({ ...deliveryLine(salesOrderId), net: zero, tax: zero }));
  return { id, systemId: 'erp', type: 'invoice', customerId: '17', status: 'posted', cleared: false, net: zero, tax: zero, total: zero, lines, payments: [], version: '1', ...change };
};

const returned = (id: string, salesOrderId: string, change: Partial<ReturnOrder> = {}): ReturnOrder => ({ id, systemId: 'erp', salesOrderId, customerId: '17', status: 'open', lines: [{ ...deliveryLine(salesOrderId), id: '10' }], version: '1', ...change });

let db: DataSource;
let projection: OrderProjection;
let erp: ErpApi & { close(): Promise<void> };
let feed: DocumentFeed;
let switches: Switches;
let board: SwitchBoard;
const server = new ApiServer();
/** What the ERP shows next. */
let shown: object[] = [];
/** How old its answer is; undefined when it was asked just now. */
let staleSince: string | undefined;

beforeAll(async () => {
  ({ db } = await migratedDatabase());
  projection = new OrderProjection(db);
  server.reply = (response, request) => {
    const isChanges = request.path.endsWith('/changes');
    const answer = { ...fresh('erp', {}), ...(staleSince !== undefined && { stale: true, asOf: staleSince }) };
    json(200, isChanges ? { documents: shown, cursor: 'next', more: false } : shown, { [answerHeader]: encodeAnswer(answer) })(response, request);
  };
  erp = httpClientOf(ErpApi, erpRoutes, await server.start());
  board = new SwitchBoard(db);
  switches = new Switches(board);
  feed = new DocumentFeed(erp, new DocumentInbox(db), switches);
});
beforeEach(async () => {
  await db.query('TRUNCATE order_view, order_reference, parked_document');
  shown = [];
  staleSince = undefined;
});
afterAll(async () => {
  await erp.close();
  await server.stop();
  await db.destroy();
});

/** An order of ours that has written a sales order, and knows of the documents. */
async function orderOf(salesOrderId: string, known: Partial<OpenReference>[] = [], customer = '17'): Promise<string> {
  const now = new Date().toISOString();
  const axes: Order['axes'] = { capture: 'captured', credit: 'approved', fulfilment: 'open', billing: 'open', payment: 'open' };
  const order: Order = { orderId: randomUUID(), status: 'confirmed', axes, customerId: toPublicId('erp', customer), purchaseOrderNumber: 'PO', lines: [], references: [], deliveries: [], invoices: [], returns: [], flags: [], holds: [], placedAt: now, changedAt: now, sequence: 1 };
  const reference = { system: 'erp', type: 'sales-order', id: salesOrderId, open: false } as const;
  await projection.saveView('web', order, [...known.map((each) => ({ ...reference, ...each })), reference], []);
  return order.orderId;
}

/** One look of a feed, as the durable engine makes it: what was settled is told to the next look. */
let last: FeedPoll | undefined;
async function look(resource: string, documents: object[] = []): Promise<{ to: string; at: number; ids: string[] }[]> {
  shown = documents;
  last = await feed.poll(`erp:${resource}`, undefined, last?.sent);
  return (last?.messages ?? []).map(({ key, body }) => {
    const { documents: told, observedAt } = body as Observation;
    return { to: key, at: observedAt, ids: [...(told.salesOrder ? [told.salesOrder] : []), ...(told.deliveries ?? []), ...(told.invoices ?? []), ...(told.returns ?? [])].map(({ id }) => id) };
  });
}
/** A delivery that its order does not know is told with the second look. */
async function lookTwice(resource: string, documents: object[]) {
  const first = await look(resource, documents);
  return resource === 'delivery' ? [...first, ...(await look(resource))] : first;
}
const toldTo = (messages: { to: string; ids: string[] }[]) => Object.fromEntries(messages.map(({ to, ids }) => [to, ids]));

describe('a document that somebody changed in the ERP', () => {
  it.each([
    ['sales-order', salesOrder('1')],
    ['delivery', delivery('80', ['1'])],
    ['invoice', invoice('90', ['1'])],
    ['return', returned('60', '1')],
  ])('reaches its order: %s', async (resource, document) => {
    const orderId = await orderOf('1');
    const before = Date.now();
    const [message, ...more] = await lookTwice(resource, [document]);
    expect(more).toEqual([]);
    expect(message).toMatchObject({ to: orderId, ids: [document.id] });
    expect(message?.at).toBeGreaterThanOrEqual(before);
    expect(last).toMatchObject({ cursor: 'next', more: false });
    expect(await look(resource)).toEqual([]);
  });

  it.each([
    ['delivery', (of: string[]) => delivery('80', of)],
    ['invoice', (of: string[]) => invoice('90', of)],
  ])('reaches each of its orders once, however many lines of it are theirs: %s', async (resource, documentOf) => {
    const [first, second] = [await orderOf('1'), await orderOf('2')];
    const document = documentOf(['1', '2', '1']);
    expect(toldTo(await lookTwice(resource, [document]))).toEqual({ [first]: [document.id], [second]: [document.id] });
    expect(last?.messages).toHaveLength(2);
  });

  it('comes with the others of its look in one message', async () => {
    const orderId = await orderOf('1');
    expect(toldTo(await lookTwice('delivery', [delivery('80', ['1']), delivery('81', ['1'])]))).toEqual({ [orderId]: ['80', '81'] });
    expect(last?.messages).toHaveLength(1);
  });

  it('is dated when the read began, and not when it was answered', async () => {
    await orderOf('1');
    const reply = server.reply;
    server.reply = (response, request) => void setTimeout(() => reply(response, request), 60);
    const before = Date.now();
    const [message] = await lookTwice('sales-order', [salesOrder('1')]);
    server.reply = reply;
    expect((message?.at ?? 0) - before).toBeLessThan(50);
  });

  it('is as old as the last known answer, where the ERP could not be asked', async () => {
    await orderOf('1');
    staleSince = '2026-01-01T00:00:00.000Z';
    expect(await look('sales-order', [salesOrder('1')])).toMatchObject([{ at: Date.parse(staleSince) }]);
  });

  it('is not told at once when it is a delivery that the flow may have just made itself', async () => {
    const [orderId, document] = [await orderOf('1'), delivery('80', ['1'])];
    expect(await look('delivery', [document])).toEqual([]);
    await db.query(`INSERT INTO order_reference (system_id, type, document_id, order_id, version) VALUES ('erp', 'delivery', '80', $1, '1')`, [orderId]);
    expect(await look('delivery')).toEqual([]);
  });

  it('costs no message when its order knows that version, as it does of what it wrote itself', async () => {
    const known = await orderOf('1', [{ version: '1' }, { type: 'delivery', id: '80', version: '1' }]);
    const other = await orderOf('2', [{ type: 'delivery', id: '80', version: '0' }]);
    expect(await look('sales-order', [salesOrder('1')])).toEqual([]);
    expect(toldTo(await look('delivery', [delivery('80', ['1', '2'])]))).toEqual({ [other]: ['80'] });
    expect(toldTo(await look('delivery', [delivery('80', ['1'], { version: '2' })]))).toEqual({ [known]: ['80'] });
  });

  it.each([
    ['sales-order', salesOrder('1', { customerId: '18' })],
    ['invoice', invoice('90', ['1'], { customerId: '18' })],
    ['credit note', invoice('91', ['1'], { customerId: '18', type: 'credit-note' })],
    ['return', returned('60', '1', { customerId: '18' })],
  ])('is left alone when it names another customer than its order: %s', async (name, document) => {
    const resource = name === 'credit note' ? 'invoice' : name;
    await orderOf('1');
    expect(await look(resource, [document])).toEqual([]);
    expect(await look(resource)).toEqual([]);
  });
});

describe('a document that comes before its order knows its number', () => {
  it('waits, and keeps the time at which it was read', async () => {
    const before = Date.now();
    expect(await look('delivery', [delivery('80', ['1'])])).toEqual([]);
    const after = Date.now();
    expect(await look('delivery')).toEqual([]);
    await new Promise((resolve) => void setTimeout(resolve, 20));
    const orderId = await orderOf('1');
    const [message] = await look('delivery');
    expect(message).toMatchObject({ to: orderId, ids: ['80'] });
    expect(message?.at).toBeGreaterThanOrEqual(before);
    expect(message?.at).toBeLessThanOrEqual(after);
    expect(await look('delivery')).toEqual([]);
  });

  it('is sent again after a crash before it was on its way', async () => {
    await look('delivery', [delivery('80', ['1'])]);
    const orderId = await orderOf('1');
    const before = last;
    expect(toldTo(await look('delivery'))).toEqual({ [orderId]: ['80'] });
    // The engine repeats a look whose end it did not see.
    last = before;
    expect(toldTo(await look('delivery'))).toEqual({ [orderId]: ['80'] });
    expect(await look('delivery')).toEqual([]);
  });

  it('of several orders is sent to each when its turn comes, once', async () => {
    const first = await orderOf('1');
    expect(toldTo(await look('invoice', [invoice('90', ['1', '2'])]))).toEqual({ [first]: ['90'] });
    expect(await look('invoice')).toEqual([]);
    const second = await orderOf('2');
    expect(toldTo(await look('invoice'))).toEqual({ [second]: ['90'] });
    expect(await look('invoice')).toEqual([]);
  });

  it('gives way to its newer version', async () => {
    await look('delivery', [delivery('80', ['1'])]);
    await orderOf('1');
    expect(await look('delivery', [delivery('80', ['1'], { version: '2' })])).toEqual([]);
    await look('delivery');
    const sent = last?.messages.flatMap(({ body }) => (body as Observation).documents.deliveries ?? []);
    expect(sent?.map(({ version }) => version)).toEqual(['2']);
    expect(await look('delivery')).toEqual([]);
  });
});

describe('an open invoice', () => {
  const open = (version?: string): Partial<OpenReference> => ({ type: 'invoice', id: '90', open: true, version });

  it('is read again until it is cleared, and only its end is news to an order that knows no version', async () => {
    const orderId = await orderOf('1', [open()]);
    expect(await look('clearing', [invoice('90', ['1'])])).toEqual([]);
    expect(server.seen.at(-1)?.query['invoiceIds']).toEqual(['90']);
    expect(toldTo(await look('clearing', [invoice('90', ['1'], { cleared: true, version: '2' })]))).toEqual({ [orderId]: ['90'] });
  });

  it('tells its order of a part of the money', async () => {
    const orderId = await orderOf('1', [open('1')]);
    expect(await look('clearing', [invoice('90', ['1'])])).toEqual([]);
    expect(toldTo(await look('clearing', [invoice('90', ['1'], { version: '2' })]))).toEqual({ [orderId]: ['90'] });
  });

  it('is not asked for when there is none', async () => {
    const before = server.seen.length;
    expect(await look('clearing')).toEqual([]);
    expect(server.seen.length).toBe(before);
  });
});

describe('an ERP that cannot be read', () => {
  it.each([['changes', 'delivery'], ['readInvoices', 'clearing']])('is not asked while a switch pauses %s', async (operation, resource) => {
    await orderOf('1', [{ type: 'invoice', id: '90', open: true }]);
    await board.pause({ systemId: 'erp', operation, reason: 'by hand', actor: 'anna' });
    await switches.refresh();
    const before = server.seen.length;
    expect(await feed.poll(`erp:${resource}`, 'here')).toBeUndefined();
    await board.resume('erp', operation);
    await switches.refresh();
    expect(server.seen.length).toBe(before);
  });

  it('leaves everything as it is, for a later look', async () => {
    const reply = server.reply;
    server.reply = json(503, { kind: 'unavailable', detail: 'down', retryable: true });
    expect(await feed.poll('erp:delivery', 'here')).toBeUndefined();
    server.reply = reply;
  });
});
