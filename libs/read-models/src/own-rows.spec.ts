import { parquetReadObjects } from 'hyparquet';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toPublicId, type Customer, type DataScope, type Dispute } from '#canonical';
import { analystDataSource } from '#store';
import { migratedDatabase } from '#store/fixture';
import { DisputeList } from './disputes.js';
import { MasterData } from './master-data.js';
import { OrderList } from './order-list.js';
import { OrderProjection } from './order-projection.js';
import { OrderReader } from './order-reader.js';
import { orderView } from './order.fixture.js';
import { holderOf, ownParameters, wholeBusiness } from './own-rows.js';
import { Payments } from './payments.js';
import { StarExports, type ExportFormat } from './star/star-exports.js';
import type { Literal } from './star/star-expression.js';
import { StarFeed } from './star/star-feed.js';
import type { StarQuery } from './star/star-query.js';
import { StarReader } from './star/star-reader.js';
import { starSet } from './star/star-sets.js';
import { SyncFeed, type SyncPage } from './sync/sync-feed.js';
import { WorkList } from './work-list.js';

/** Two customers of one ERP, one of another, each with an order and what hangs on it. */
const [anna, bert, carl] = [toPublicId('north', '1'), toPublicId('north', '2'), toPublicId('south', '1')];
const of = (...customers: string[]): DataScope => ({ customers });
const orders = new Map<string, string>();
const disputes = new Map<string, string>();
const payments = new Map<string, string>();
const exceptions = new Map<string, string>();
const ofNobody = uuidv7();

let db: DataSource;
let readers: DataSource;
let feed: StarFeed;
let exports: StarExports;
beforeAll(async () => {
  const made = await migratedDatabase();
  db = made.db;
  readers = await analystDataSource({ url: made.url, connections: 2 }).initialize();
  feed = new StarFeed(new StarReader(readers));
  exports = new StarExports(new StarReader(readers));
  const masterData = new MasterData(db);
  for (const customerId of [anna, bert, carl]) await fill(customerId, masterData);
  await new WorkList(db).raise([{ key: 'of-nobody', kind: 'paused-work', reason: 'the engine paused it', owner: 'operators', actions: [], tried: [] }]);
});
afterAll(() => Promise.all([db.destroy(), readers.destroy()]));

async function fill(customerId: string, masterData: MasterData): Promise<void> {
  const [systemId, key] = Buffer.from(customerId, 'base64url').toString().split('\u0000') as [string, string];
  const orderId = uuidv7();
  orders.set(customerId, orderId);
  const projection = new OrderProjection(db);
  const view = orderView({ orderId, customerId, purchaseOrderNumber: `PO of harbour ${key}`, sequence: 1 });
  await projection.saveView('web', view, [{ system: systemId, type: 'sales-order', id: '4711', open: true }], [], { systemId });
  await projection.addToTimeline(orderId, [{ key: 'k', at: view.placedAt, type: 'order-placed', outcome: 'ok', actor: 'web' }]);
  const dispute: Dispute = { disputeId: uuidv7(), state: 'open', code: 'price', peppolReason: 'PRI', orderId, customerId, invoiceId: 'i', amount: { amount: '1.00', currency: 'EUR' }, reason: 'r', openedBy: 'a', openedAt: view.placedAt };
  disputes.set(customerId, dispute.disputeId);
  await projection.saveDisputes({ ...view, disputes: [dispute] });
  const paymentId = uuidv7();
  payments.set(customerId, paymentId);
  await new Payments(db).insert({ paymentId, systemId, customerId, amount: { amount: '1.00', currency: 'EUR' }, receivedOn: '2026-01-02', byRule: true, recordedBy: 'bank' }, db.manager);
  const list = new WorkList(db);
  await list.raise([{ key: `of-${customerId}`, kind: 'credit', reason: 'r', owner: 'desk', actions: [], tried: [], systemId, orderId }]);
  exceptions.set(customerId, (await list.list({ orderId })).items[0]!.exceptionId);
  await masterData.remember('customer', [{ id: key, systemId, name: `Harbour ${key}`, address: {}, blocks: [] } as unknown as Customer]);
  await db.query(`INSERT INTO dim_item (item_id, system_id, number, name, unit, sellable) VALUES ($1, $2, 'B', 'Bolt', 'C62', true) ON CONFLICT DO NOTHING`, [`item-${systemId}`, systemId]);
  await db.query(
    `INSERT INTO fact_order (order_id, system_id, customer_id, purchase_order_number, status, currency, total, line_count, placed_on, placed_at, sequence, changed_at)
     VALUES ($1, $2, $3, 'PO', 'paid', 'EUR', 10, 1, '2026-01-01', '2026-01-01T08:00:00Z', 1, now())`,
    [orderId, systemId, customerId],
  );
  await db.query(
    `INSERT INTO fact_order_line (line_id, order_id, position, customer_id, item_id, status, quantity, delivered_quantity, invoiced_quantity, returned_quantity, placed_on)
     VALUES ($1::text || '-1', $1::uuid, 1, $2, 'item-north', 'open', 1, 0, 0, 0, '2026-01-01')`,
    [orderId, customerId],
  );
}

/** Which of the customers stand in a text, by name. */
const whose = (text: string) =>
  Object.entries({ anna, bert, carl })
    .filter(([, id]) => [id, orders.get(id), disputes.get(id), payments.get(id), exceptions.get(id)].some((each) => each !== undefined && text.includes(each)))
    .map(([name]) => name);

async function textOf(format: ExportFormat, bytes: Buffer): Promise<string> {
  return format === 'parquet' ? JSON.stringify(await parquetReadObjects({ file: new Uint8Array(bytes).buffer })) : bytes.toString();
}

/** The whole business, one customer, two, none, one system, and a customer outside the system. */
const scopes: [name: string, scope: DataScope | undefined, sees: string[]][] = [
  ['who sees the whole business', wholeBusiness, ['anna', 'bert', 'carl']],
  ['who sees one customer', of(anna), ['anna']],
  ['who sees two customers', of(anna, carl), ['anna', 'carl']],
  ['who sees no customer', of(), []],
  ['who sees one system', { systems: ['north'] }, ['anna', 'bert']],
  ['who sees two systems', { systems: ['north', 'south'] }, ['anna', 'bert', 'carl']],
  ['who sees no system', { systems: [] }, []],
  ['who sees a customer of a system that is not seen', { customers: [anna, carl], systems: ['south'] }, ['carl']],
];

describe.each(scopes)('a reader %s', (_, scope, sees) => {
  const outside = Object.entries({ anna, bert, carl }).filter(([name]) => !sees.includes(name)).map(([, id]) => id);
  const inside = Object.entries({ anna, bert, carl }).filter(([name]) => sees.includes(name)).map(([, id]) => id);

  it('finds in lists of orders what it may see, by words, numbers and keys', async () => {
    const list = new OrderList(db);
    for (const query of [{}, { query: 'harbour' }, { query: '4711' }, { salesOrderId: '4711' }, { sort: '-changedAt' as const }]) expect(whose(JSON.stringify(await list.find(query, scope)))).toEqual(sees);
    for (const customerId of outside) expect((await list.find({ customerId }, scope)).items).toEqual([]);
  });

  it('reads an order and its timeline, and is told of another what it is told of none', async () => {
    const reader = new OrderReader(db);
    for (const id of inside) expect([(await reader.order(orders.get(id)!, scope)).order.customerId, (await reader.timeline(orders.get(id)!, scope)).length]).toEqual([id, 1]);
    const words = async (orderId: string) => Promise.all([reader.order(orderId, scope), reader.timeline(orderId, scope)].map((asked) => asked.catch((error: Error) => JSON.stringify({ ...error, message: error.message.replace(orderId, '') }))));
    for (const id of outside) expect(await words(orders.get(id)!)).toEqual(await words(ofNobody));
    for (const id of outside) expect(await reader.timeline(orders.get(id)!, scope, 0n)).toEqual([]);
  });

  it('lists and reads disputes and payments', async () => {
    const [disputed, paid] = [new DisputeList(db), new Payments(db)];
    expect([whose(JSON.stringify(await disputed.find({}, scope))), whose(JSON.stringify(await paid.list({}, scope)))]).toEqual([sees, sees]);
    for (const id of inside) expect([(await disputed.read(disputes.get(id)!, scope)).customerId, (await paid.readOwn(payments.get(id)!, scope)).customerId]).toEqual([id, id]);
    for (const id of outside) {
      await expect(disputed.read(disputes.get(id)!, scope)).rejects.toThrow(`there is no dispute ${disputes.get(id)}`);
      await expect(paid.readOwn(payments.get(id)!, scope)).rejects.toThrow(`there is no payment ${payments.get(id)}`);
    }
  });

  it('sees of the work list what is about its orders; what is about none is the business\'s', async () => {
    const list = new WorkList(db);
    const { items } = await list.list({}, {}, scope);
    expect(whose(JSON.stringify(items))).toEqual(sees);
    expect(items.length - inside.length).toBe(scope === wholeBusiness ? 1 : 0);
    for (const id of outside) await expect(list.readOwn(exceptions.get(id)!, scope)).rejects.toThrow(`there is no exception ${exceptions.get(id)}`);
    for (const id of inside) expect((await list.readOwn(exceptions.get(id)!, scope)).orderId).toBe(orders.get(id));
  });

  it('is synchronised with what it may see, page by page, and with the items of its systems', async () => {
    const pages: SyncPage[] = [];
    do pages.push(await new SyncFeed(db).read({ principal: { id: 'phone', dataScope: scope }, limit: 2, since: pages.at(-1)?.next }));
    while (pages.at(-1)!.more);
    const changes = pages.flatMap((page) => page.changes);
    expect(whose(JSON.stringify(changes))).toEqual(sees);
    expect(changes.filter(({ type }) => type === 'item').map(({ id }) => id)).toEqual(['item-north', 'item-south'].filter((id) => scope?.systems?.includes(id.slice(5)) ?? true));
  });

  it('gets of the star its rows, counts, sums, changes and what they lead to', async () => {
    const rows = async (query: StarQuery) => (JSON.parse(`[${(await feed.page({ ...query, own: scope }, { limit: 100 })).rows}]`) as Record<string, unknown>[]);
    const text = (query: StarQuery) => rows(query).then((found) => JSON.stringify(found));
    const path = (...names: string[]) => ({ kind: 'path' as const, path: names, at: 1 });
    for (const set of ['Orders', 'OrderLines', 'Customers']) {
      expect(whose(await text({ set }))).toEqual(sees);
      expect(await feed.count({ set, own: scope })).toBe(String(sees.length));
      const changed = await feed.changes({ set, own: scope }, { from: '0', until: await feed.horizon(), limit: 100 });
      expect(whose(JSON.stringify(changed.items))).toEqual(sees);
    }
    const sum = { kind: 'group' as const, by: [path('customerId')], aggregates: [{ expression: path('total'), method: 'sum', alias: 'sum', at: 1 }], at: 1 };
    expect(whose(await text({ set: 'Orders', apply: [sum] }))).toEqual(sees);
    expect(await rows({ set: 'Orders', apply: [{ ...sum, by: [] }] })).toEqual([{ sum: sees.length === 0 ? null : sees.length * 10 }]);
    expect(whose(await text({ set: 'OrderLines', expand: [{ navigation: 'order', expand: [{ navigation: 'customer', expand: [], at: 1 }], at: 1 }, { navigation: 'customer', expand: [], at: 1 }] }))).toEqual(sees);
    for (const id of outside) {
      const key = (value: string, type: 'uuid' | 'text'): Literal => ({ kind: 'literal', type, value, at: 1 });
      expect(await feed.entity({ set: 'Orders', own: scope }, key(orders.get(id)!, 'uuid'), {})).toBeUndefined();
      expect(await rows({ set: 'Orders', filter: { kind: 'comparison', operator: 'eq', left: path('customerId'), right: key(id, 'text'), at: 1 } })).toEqual([]);
    }
    expect((await rows({ set: 'Dates' })).length).toBe(100);
  });

  it.each<ExportFormat>(['ndjson', 'csv', 'parquet'])('takes out what it may see, as %s', async (format) => {
    const until = await feed.horizon();
    for (const [set, columns] of [['orders', ['orderId', 'customerId']], ['order-lines', ['lineId', 'customerId']], ['customers', ['customerId']]] as const) {
      for (const since of [undefined, '0']) {
        const parts = await Array.fromAsync(exports.bytes(format, { table: starSet(set), columns, until, since, own: scope }));
        expect(whose(await textOf(format, Buffer.concat(parts)))).toEqual(sees);
      }
    }
  });
});

describe('a page or a token of who sees some rows', () => {
  it('does not go on for who sees others, nor for the same client once it sees more or less', async () => {
    const list = new OrderList(db);
    const { next: cursor } = await list.find({ limit: 1 }, of(anna, bert));
    expect((await list.find({ limit: 1, cursor }, of(bert, anna))).items).toHaveLength(1);
    const sync = new SyncFeed(db);
    const { next: since } = await sync.read({ principal: { id: 'phone', dataScope: of(anna, bert) }, limit: 1 });
    await sync.read({ principal: { id: 'phone', dataScope: of(bert, anna) }, limit: 1, since });
    for (const scope of [of(anna), of(anna, bert, carl), { systems: ['north'] }, wholeBusiness]) {
      await expect(list.find({ limit: 1, cursor }, scope)).rejects.toMatchObject({ kind: 'invalid', details: { fields: [{ pointer: '/cursor' }] } });
      await expect(sync.read({ principal: { id: 'phone', dataScope: scope }, limit: 1, since })).rejects.toMatchObject({ kind: 'gone', details: { reason: 'token-gone' } });
    }
  });

  it('belongs to the client itself where it sees everything', () => {
    expect([holderOf({ id: 'web' }), holderOf({ id: 'web', dataScope: {} }), holderOf({ id: 'web', dataScope: of(anna) })]).toEqual(['web', 'web', expect.stringMatching(/^web [\w-]{16}$/)]);
  });
});

describe('the pattern of a system\'s ids', () => {
  it('fits every key of it, and none of a system whose name begins or ends alike', () => {
    const names = ['a', 'ab', 'abc', 'abcd', 'sap-1', 'sap-10', 'sap', 'ap', 'größe', 'x.y', 'x_y', '???', '~~~'];
    const keys = ['0', '1000001', 'ÿ', '~', 'a long key with spaces', '\u{1f600}'];
    for (const name of names) {
      const [, pattern] = ownParameters({ systems: [name] });
      const fitting = names.filter((other) => keys.some((key) => new RegExp(pattern!).test(toPublicId(other, key))));
      expect(fitting).toEqual([name]);
      expect(keys.every((key) => new RegExp(pattern!).test(toPublicId(name, key)))).toBe(true);
    }
  });
});
