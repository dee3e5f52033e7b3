import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { toPublicId, type Customer, type Order, type OrderQuery } from '#canonical';
import { readerDataSource } from '#store';
import { migratedDatabase } from '#store/fixture';
import { encodeCursor } from './cursor.js';
import { MasterData } from './master-data.js';
import { OrderList } from './order-list.js';
import { OrderProjection, type OpenReference } from './order-projection.js';
import { orderView } from './order.fixture.js';
import { wholeBusiness } from './own-rows.js';

let db: DataSource;
let reader: DataSource;
let projection: OrderProjection;
let list: OrderList;
beforeAll(async () => {
  const made = await migratedDatabase();
  db = made.db;
  reader = await readerDataSource({ url: made.url, connections: 2 }).initialize();
  projection = new OrderProjection(db);
  list = new OrderList(reader);
});
beforeEach(() => db.query('TRUNCATE order_view, order_reference, master_record'));
afterAll(() => Promise.all([db.destroy(), reader.destroy()]));

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 8, minute)).toISOString();
async function placed(change: Partial<Order> = {}, ...references: Partial<OpenReference>[]): Promise<string> {
  const order = orderView({ sequence: 1, ...change });
  const known = references.map((each): OpenReference => ({ system: 'erp', type: 'sales-order', id: '1', open: false, ...each }));
  await projection.saveView('web', order, known, []);
  return order.orderId;
}
const found = async (query: OrderQuery) => (await list.find(query, wholeBusiness)).items.map(({ orderId }) => orderId);

/** Every page of a query, one after the other. */
async function pagesOf(query: OrderQuery, between: () => Promise<unknown> = async () => {}): Promise<string[][]> {
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    const { items, next } = await list.find({ ...query, cursor }, wholeBusiness);
    pages.push(items.map(({ orderId }) => orderId));
    cursor = next;
    await between();
  } while (cursor !== undefined && pages.length < 100);
  return pages;
}

describe('orders', () => {
  it('come newest first, as they were last written', async () => {
    const [first, third, second] = [await placed({ placedAt: at(1) }), await placed({ placedAt: at(3) }), await placed({ placedAt: at(2), status: 'paid' })];
    const { items, next } = await list.find({}, wholeBusiness);
    expect(items.map(({ orderId }) => orderId)).toEqual([third, second, first]);
    expect(items[1]).toMatchObject({ status: 'paid', placedAt: at(2), lines: [] });
    expect(next).toBeUndefined();
  });

  it('are found by each of their keys, and by nothing that only looks like one', async () => {
    const order = { customerId: toPublicId('erp', '17'), purchaseOrderNumber: 'PO-9', status: 'shipped' } as const;
    const orderId = await placed(order, { id: '4711' }, { type: 'delivery', id: '8000' }, { type: 'invoice', id: '9000' });
    const other = await placed({}, { id: '4712' }, { type: 'delivery', id: '4711' }, { type: 'invoice', id: '8000' }, { system: 'other', id: '9000' });
    const keys: OrderQuery[] = [
      { orderId },
      { purchaseOrderNumber: 'PO-9' },
      { customerId: toPublicId('erp', '17') },
      { status: 'shipped' },
      { salesOrderId: '4711' },
      { salesOrderId: toPublicId('erp', '4711') },
      { deliveryId: '8000' },
      { invoiceId: '9000' },
      { invoiceId: toPublicId('erp', '9000') },
      { orderId, purchaseOrderNumber: 'PO-9', customerId: toPublicId('erp', '17'), status: 'shipped', salesOrderId: '4711', deliveryId: '8000', invoiceId: '9000' },
    ];
    for (const query of keys) expect([query, await found(query)]).toEqual([query, [orderId]]);
    const nothing: OrderQuery[] = [{ purchaseOrderNumber: 'PO-' }, { salesOrderId: '8000' }, { invoiceId: toPublicId('other', '9000') }, { orderId: other, salesOrderId: '4711' }, { orderId, status: 'paid' }];
    for (const query of nothing) expect([query, await found(query)]).toEqual([query, []]);
  });

  it('are found by what a person types: words of their number or of their customer, a document or an id in full', async () => {
    await new MasterData(db).remember('customer', [{ systemId: 'erp', id: '10017', name: "O'Brien & Söhne Harbour-Supplies", shipTos: [], salesAreas: [], blocks: [] } satisfies Customer]);
    const orderId = await placed({ customerId: toPublicId('erp', '10017'), purchaseOrderNumber: 'Spring/PO-4711-A' }, { id: '0001' }, { type: 'invoice', id: 'INV/9000' });
    await placed({ customerId: toPublicId('other', '10017'), purchaseOrderNumber: 'Autumn/PO-4712-A' }, { id: '0002' });
    for (const query of ['4711', 'po-4711', 'SPRING', '4711 spr', 'brien', 'söhne harbour', 'Suppl', '10017', '0001', 'INV/9000', ` ${orderId} `]) expect([query, await found({ query })]).toEqual([query, [orderId]]);
    for (const query of ['711', 'spring autumn', '9000', '000', 'harbours', 'INV']) expect([query, await found({ query })]).toEqual([query, []]);
  });

  it('are found by a frequent word too, page by page, within a filter', async () => {
    const view = JSON.stringify(orderView());
    await db.query(
      `INSERT INTO order_view (order_id, sequence, client, customer_id, purchase_order_number, status, view, placed_at, changed_at)
       SELECT gen_random_uuid(), 1, 'web', 'customer-' || n % 500, 'PO-' || n, 'paid', $1::json, now() - n * interval '1 second', now() FROM generate_series(1, 1100) n`,
      [view],
    );
    const sizes = (await pagesOf({ query: 'po', customerId: 'customer-7', limit: 2 })).map((page) => page.length);
    expect(sizes).toEqual([2, 1]);
    expect(await found({ query: 'po', limit: 200 })).toHaveLength(200);
  });

  it('whose customers are too many are not searched: the person is told to say more', async () => {
    await db.query(`INSERT INTO master_record SELECT 'erp', 'customer', n::text, json_build_object('name', 'Firm ' || n), now() FROM generate_series(1, 10001) n`);
    await expect(list.find({ query: 'firm' }, wholeBusiness)).rejects.toMatchObject({ kind: 'invalid', details: { fields: [{ pointer: '/query', detail: expect.stringContaining('say more') }] } });
    expect(await found({ query: 'firm 9999' })).toEqual([]);
  });

  it('come in the order that is asked for, page by page', async () => {
    const [first, third, second] = [await placed({ placedAt: at(1), changedAt: at(9) }), await placed({ placedAt: at(3), changedAt: at(4) }), await placed({ placedAt: at(2), changedAt: at(8) })];
    expect((await pagesOf({ sort: 'placedAt', limit: 1 })).flat()).toEqual([first, second, third]);
    expect((await pagesOf({ sort: '-changedAt', limit: 1 })).flat()).toEqual([first, second, third]);
    expect((await pagesOf({ sort: '-placedAt', limit: 1 })).flat()).toEqual([third, second, first]);
  });

  it('that one document collects come together', async () => {
    const orderIds = [await placed({ placedAt: at(1) }, { type: 'invoice', id: '9' }), await placed({ placedAt: at(2) }, { type: 'invoice', id: '9' })];
    expect(await found({ invoiceId: '9' })).toEqual(orderIds.toReversed());
  });

  it('that were placed in the same moment keep one order over all pages, each of them once', async () => {
    const orderIds: string[] = [];
    for (let count = 0; count < 7; count += 1) orderIds.push(await placed({ placedAt: at(1) }));
    const pages = await pagesOf({ limit: 3 });
    expect(pages.map((page) => page.length)).toEqual([3, 3, 1]);
    expect(pages.flat()).toEqual(orderIds.toSorted((a, b) => (a < b ? 1 : -1)));
  });

  it('keep their pages to the microsecond', async () => {
    const orderIds = [await placed(), await placed(), await placed()];
    for (const [index, orderId] of orderIds.entries()) await db.query(`UPDATE order_view SET placed_at = timestamptz '2026-01-01 08:00:00.0001Z' + $1 * interval '1 microsecond' WHERE order_id = $2`, [2 - index, orderId]);
    expect((await pagesOf({ limit: 1 })).flat()).toEqual(orderIds);
  });

  it('stay where they were while others are placed and change between two pages', async () => {
    const orderIds = [await placed({ placedAt: at(4) }), await placed({ placedAt: at(3) }), await placed({ placedAt: at(2) }), await placed({ placedAt: at(1) })];
    let minute = 10;
    const pages = await pagesOf({ limit: 2 }, async () => {
      await placed({ placedAt: at((minute += 1)) });
      await db.query(`UPDATE order_view SET changed_at = now(), status = 'paid'`);
    });
    expect(pages.flat()).toEqual(orderIds);
  });

  it('are paged within a filter', async () => {
    const mine: string[] = [];
    for (let minute = 0; minute < 5; minute += 1) {
      mine.unshift(await placed({ placedAt: at(minute), customerId: 'mine' }));
      await placed({ placedAt: at(minute), customerId: 'theirs' });
    }
    expect(await pagesOf({ customerId: 'mine', limit: 2 })).toEqual([mine.slice(0, 2), mine.slice(2, 4), mine.slice(4)]);
  });

  it('have pages of one query: the cursor of another is refused, whatever the order of its parameters', async () => {
    for (const minute of [1, 2, 3]) await placed({ placedAt: at(minute), status: 'paid', customerId: 'mine' });
    const { next: cursor } = await list.find({ status: 'paid', customerId: 'mine', limit: 1 }, wholeBusiness);
    expect((await list.find({ customerId: 'mine', status: 'paid', limit: 2, cursor }, wholeBusiness)).items).toHaveLength(2);
    for (const other of [{}, { status: 'paid' }, { status: 'paid', customerId: 'theirs' }, { status: 'paid', customerId: 'mine', sort: 'placedAt' }] as OrderQuery[]) {
      await expect(list.find({ ...other, cursor }, wholeBusiness)).rejects.toMatchObject({ kind: 'invalid', details: { fields: [{ pointer: '/cursor', detail: expect.stringContaining('of the same query') }] } });
    }
  });

  it.each([`' OR 1=1 --`, `PO-1'; DROP TABLE order_view; --`, '%', '$1', '\\'])('are not found by what a database would take for a command: %s', async (text) => {
    await placed({ purchaseOrderNumber: 'PO-1' });
    for (const query of [{ purchaseOrderNumber: text }, { customerId: text }, { salesOrderId: text }, { deliveryId: text }, { invoiceId: text }]) expect(await found(query)).toEqual([]);
    await list.find({ query: `x ${text}` }, wholeBusiness);
    expect(await found({})).toHaveLength(1);
  });

  it.each(['', 'x', '1', Buffer.from('1 2').toString('base64url'), Buffer.from(`${'9'.repeat(18)} 0198f3a0-0000-7000-8000-000000000000`).toString('base64url'), Buffer.from(`1' 0198f3a0-0000-7000-8000-000000000000`).toString('base64url')])(
    'are refused for a cursor that is none of ours: %s',
    async (cursor) => {
      await expect(list.find({ cursor }, wholeBusiness)).rejects.toMatchObject({ kind: 'invalid', details: { fields: [{ pointer: '/cursor' }] } });
    },
  );
});

describe('with 20,000 orders', () => {
  /** Read instead of a time, which says little on a small table. */
  async function planOf(query: OrderQuery, scope = wholeBusiness): Promise<string> {
    const seen: { statement: string; parameters: unknown[] }[] = [];
    await new OrderList({ query: async (statement: string, parameters: unknown[]) => (seen.push({ statement, parameters }), []) } as unknown as DataSource).find(query, scope);
    const made = seen.at(-1);
    const rows: { 'QUERY PLAN': string }[] = await db.query(`EXPLAIN ${made?.statement}`, made?.parameters);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  }

  it('no query reads them all', async () => {
    const view = JSON.stringify(orderView());
    await db.query(
      `INSERT INTO order_view (order_id, sequence, client, customer_id, purchase_order_number, status, view, placed_at, changed_at)
       SELECT gen_random_uuid(), 1, 'web', 'customer-' || n % 500, 'PO-' || n, CASE n % 50 WHEN 0 THEN 'on-hold' ELSE 'closed' END, $1::json, now() - n * interval '1 second', now() FROM generate_series(1, 20000) n`,
      [view],
    );
    await db.query(`INSERT INTO order_reference (system_id, type, document_id, order_id) SELECT 'erp', 'sales-order', row_number() OVER () || '', order_id FROM order_view`);
    await db.query('ANALYZE order_view, order_reference');
    const [row]: { orderId: string; micros: string }[] = await db.query(`SELECT order_id AS "orderId", (extract(epoch FROM placed_at) * 1000000)::bigint::text AS micros FROM order_view ORDER BY placed_at LIMIT 1`);
    const deep = (query: OrderQuery): OrderQuery => ({ ...query, cursor: encodeCursor(row?.micros ?? '', row?.orderId ?? '', { sort: '-placedAt', ...query }) });
    const queries: OrderQuery[] = [{}, deep({}), { status: 'on-hold' }, deep({ status: 'on-hold' }), { customerId: 'customer-7' }, { purchaseOrderNumber: 'PO-19999' }, { salesOrderId: '17' }, { orderId: row?.orderId }];
    queries.push({ query: 'po 1999' }, { sort: 'placedAt' }, { sort: '-changedAt' }, deep({ sort: '-changedAt' }));
    for (const query of queries) {
      const plan = await planOf(query);
      expect([query, plan]).toEqual([query, expect.stringContaining('Index')]);
      expect([query, plan]).toEqual([query, expect.not.stringContaining('Seq Scan')]);
    }
    // Of who sees some customers, theirs alone are looked at: by the one index that has each with its orders.
    for (const customers of [['customer-7'], ['customer-7', 'customer-8', 'customer-9']]) {
      expect(await planOf({}, { customers })).toContain('order_view_customer');
      expect(await planOf({ purchaseOrderNumber: 'PO-19999' }, { customers })).toContain('order_view_purchase_order');
    }
  });
});
