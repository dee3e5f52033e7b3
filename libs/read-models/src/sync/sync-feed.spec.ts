import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { toPublicId, type Order } from '#canonical';
import { readerDataSource } from '#store';
import { migratedDatabase } from '#store/fixture';
import { OrderProjection } from '../order-projection.js';
import { orderView } from '../order.fixture.js';
import { keptMs, SyncFeed, type SyncPage, type SyncRequest } from './sync-feed.js';

const day = 24 * 3_600_000;
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
const mine = toPublicId('erp', '17');

let db: DataSource;
let readers: DataSource;
let feed: SyncFeed;
let projection: OrderProjection;
beforeAll(async () => {
  const made = await migratedDatabase();
  db = made.db;
  readers = await readerDataSource({ url: made.url, connections: 4 }).initialize();
  feed = new SyncFeed(readers);
  projection = new OrderProjection(db);
});
beforeEach(() => db.query('TRUNCATE order_view, dim_customer, dim_item'));
afterAll(() => Promise.all([db.destroy(), readers.destroy()]));

async function save(change: Partial<Order> = {}): Promise<string> {
  const order = orderView({ sequence: 1, changedAt: ago(0), ...change });
  await projection.saveView('web', order, [], []);
  return order.orderId;
}
const customer = (id: string, change: { name?: string; deleted?: boolean } = {}, of: Pick<DataSource, 'query'> = db) =>
  of.query(
    `INSERT INTO dim_customer (customer_id, system_id, number, name, city, blocked, deleted) VALUES ($1, 'erp', '17', $2, 'Rotterdam', false, $3)
     ON CONFLICT (customer_id) DO UPDATE SET name = excluded.name, deleted = excluded.deleted, changed_tx = pg_current_xact_id()`,
    [id, change.name ?? 'Harbour', change.deleted ?? false],
  );
const item = (id: string, systemId = 'erp') => db.query(`INSERT INTO dim_item (item_id, system_id, number, name, unit, sellable) VALUES ($1, $2, $1, 'Bolt', 'C62', true)`, [id, systemId]);

const read = (request: Partial<SyncRequest> = {}) => feed.read({ principal: { id: 'anna' }, limit: 100, ...request });
const ids = ({ changes }: SyncPage) => changes.map(({ id }) => id);

/** Every page until there is no more. */
async function readAll(request: Partial<SyncRequest> = {}, between: () => Promise<unknown> = async () => {}): Promise<SyncPage> {
  const all: SyncPage = { changes: [], tombstones: [], next: '', more: true };
  for (let since = request.since; all.more; since = all.next) {
    const page = await read({ ...request, since });
    expect(page.changes.length + page.tombstones.length).toBeLessThanOrEqual(request.limit ?? 100);
    Object.assign(all, { changes: [...all.changes, ...page.changes], tombstones: [...all.tombstones, ...page.tombstones], next: page.next, more: page.more });
    await between();
  }
  return all;
}

describe('a client that starts', () => {
  it('is given open orders, those that ended in the last 90 days, customers and items, and nothing to forget', async () => {
    const open = await save({ changedAt: ago(400 * day), status: 'confirmed', total: { amount: '12.50', currency: 'EUR' }, lines: [{} as never, {} as never] });
    const lately = await save({ status: 'closed', changedAt: ago(89 * day) });
    await save({ status: 'closed', changedAt: ago(91 * day) });
    await customer(mine);
    await customer('left', { deleted: true });
    await item('bolt');
    const page = await read();
    expect(ids(page)).toEqual([open, lately, mine, 'bolt']);
    expect(page).toMatchObject({ tombstones: [], more: false, next: expect.stringMatching(/^[\w-]+$/) });
    expect(page.changes[0]).toMatchObject({ type: 'order', row: { status: 'confirmed', total: { amount: '12.50', currency: 'EUR' }, lineCount: 2 } });
    expect(page.changes[2]).toEqual({ type: 'customer', id: mine, row: { number: '17', name: 'Harbour', city: 'Rotterdam', blocked: false } });
  });

  it('has each of them once, page by page, and then whatever changed meanwhile', async () => {
    const orders: string[] = [];
    for (let count = 0; count < 7; count += 1) orders.push(await save());
    const [first] = orders;
    let seen = 0;
    const all = await readAll({ limit: 3 }, async () => {
      seen += 1;
      if (seen === 1) await save({ orderId: first!, sequence: 2, status: 'shipped' });
    });
    expect(ids(all)).toEqual(orders);
    const after = await read({ since: all.next });
    expect(after.changes).toMatchObject([{ id: first, row: { status: 'shipped' } }]);
    expect((await read({ since: after.next })).changes).toEqual([]);
  });

  it('for one customer has what has to do with that one', async () => {
    const own = await save({ customerId: mine });
    await save({ customerId: 'theirs' });
    await customer(mine);
    await customer('theirs');
    await item('bolt');
    await item('elsewhere', 'other');
    const page = await read({ customerId: mine });
    expect(ids(page)).toEqual([own, mine, 'bolt']);
    const later = await save({ customerId: mine });
    await save({ customerId: 'theirs' });
    expect(ids(await read({ since: page.next }))).toEqual([later]);
  });
});

describe('a client that goes on', () => {
  it('has what changed, in the order in which it was committed, several types of one transaction together', async () => {
    const { next } = await read();
    const orderId = await save();
    await db.transaction(async (both) => {
      await both.query(`INSERT INTO dim_item (item_id, system_id, number, name, unit, sellable) VALUES ('nut', 'erp', 'nut', 'Nut', 'C62', true)`);
      await customer(mine, {}, both);
    });
    const renamed = await save();
    expect(ids(await read({ since: next }))).toEqual([orderId, mine, 'nut', renamed]);
    expect(ids(await readAll({ since: next, limit: 1 }))).toEqual([orderId, mine, 'nut', renamed]);
  });

  it('misses nothing of a transaction that began before and commits after others, and has it once', async () => {
    const start = await read();
    const late = db.createQueryRunner();
    await late.startTransaction();
    await customer('late', {}, late);
    const soon = await save();
    const during = await read({ since: start.next });
    await late.commitTransaction();
    await late.release();
    // What is behind the open transaction waited for it.
    expect(ids(during)).toEqual([]);
    const after = await readAll({ since: during.next, limit: 1 });
    expect(ids(after).toSorted()).toEqual(['late', soon].toSorted());
    expect(ids(await read({ since: after.next }))).toEqual([]);
  });

  it('is given nothing of a transaction that is rolled back, and is not held up by it', async () => {
    const start = await read();
    const undone = db.createQueryRunner();
    await undone.startTransaction();
    await customer('never', {}, undone);
    await undone.rollbackTransaction();
    await undone.release();
    const orderId = await save();
    expect(ids(await read({ since: start.next }))).toEqual([orderId]);
  });

  it('while eight write at once, ends with what the tables hold', async () => {
    const held = new Map<string, string>();
    const take = (page: SyncPage) => page.changes.forEach((change) => change.type === 'customer' && held.set(change.id, change.row.name));
    let page = await read();
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let turn = 0; turn < 15; turn += 1) await db.transaction((one) => customer(`c${(writer + turn) % 5}`, { name: `${writer}-${turn}` }, one));
    });
    const state = { writing: true };
    const written = Promise.all(writers).finally(() => (state.writing = false));
    while (state.writing) take((page = await readAll({ since: page.next, limit: 2 })));
    await written;
    take(await readAll({ since: page.next, limit: 2 }));
    const rows: { customer_id: string; name: string }[] = await db.query('SELECT customer_id, name FROM dim_customer');
    expect(Object.fromEntries(held)).toEqual(Object.fromEntries(rows.map((row) => [row.customer_id, row.name])));
  });

  it('is told to forget a customer that is gone', async () => {
    await customer(mine);
    const { next } = await read();
    await customer(mine, { deleted: true });
    expect(await read({ since: next })).toMatchObject({ changes: [], tombstones: [{ type: 'customer', id: mine }] });
  });

  it('is told to forget orders that were over for 90 days since it was here last, page by page, and never again', async () => {
    const orders: string[] = [];
    for (let count = 0; count < 3; count += 1) orders.push(await save({ status: 'closed', changedAt: ago(89 * day) }));
    const stays = await save({ status: 'confirmed', changedAt: ago(89 * day) });
    const { next } = await read();
    // As if two days went by.
    await db.query(`UPDATE order_view SET changed_at = changed_at - interval '2 days'`);
    const two = agedBy(next, 2 * day);
    const all = await readAll({ since: two, limit: 2 });
    expect(all.changes).toEqual([]);
    expect(all.tombstones.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(orders.toSorted().map((id) => ({ type: 'order', id })));
    expect(await read({ since: all.next })).toMatchObject({ changes: [], tombstones: [] });
    await save({ orderId: stays, sequence: 2, status: 'closed', changedAt: ago(keptMs + day) });
    expect(await read({ since: all.next })).toMatchObject({ changes: [], tombstones: [{ type: 'order', id: stays }] });
  });
});

/** A token as it was made before: its horizon stays, its time is earlier. */
function agedBy(token: string, ms: number): string {
  const sealed = JSON.parse(Buffer.from(token, 'base64url').toString()) as { filter: { at: number } };
  return Buffer.from(JSON.stringify({ ...sealed, filter: { ...sealed.filter, at: sealed.filter.at - ms } })).toString('base64url');
}

describe('a token', () => {
  const remade = (token: string, filter: object) => Buffer.from(JSON.stringify({ ...(JSON.parse(Buffer.from(token, 'base64url').toString()) as object), filter })).toString('base64url');

  it('of another client is gone, and says how to start over', async () => {
    const { next } = await read();
    await expect(read({ since: next, principal: { id: 'bob' } })).rejects.toMatchObject({ kind: 'gone', message: expect.stringContaining('ask without since'), details: { fields: [{ pointer: '/since' }] } });
  });

  it('of one customer does not go on with another', async () => {
    const { next } = await read({ customerId: mine });
    await expect(read({ since: next, customerId: toPublicId('erp', '18') })).rejects.toMatchObject({ kind: 'invalid', details: { fields: [{ pointer: '/customerId' }] } });
  });

  it('for a customer that is none of ours is not given', async () => {
    await expect(read({ customerId: 'nobody' })).rejects.toMatchObject({ kind: 'not-found' });
  });

  it.each([
    ['a place in no order', { window: { to: '9', at: 1, after: { tx: '1', rank: 0, key: `' OR true --` } } }],
    ['a place of no type', { window: { to: '9', at: 1, after: { tx: '1', rank: 3, key: 'x' } } }],
    ['a horizon that is none', { window: { to: `0'; DROP TABLE order_view; --`, at: 1 } }],
    ['a time that is none', { at: -1 }],
    ['a time beyond all', { window: { to: '9', at: 1, after: { micros: '9'.repeat(19), key: '0198f3a0-0000-7000-8000-000000000000' } } }],
    ['no customer', { customerId: 7 }],
    ['a customer that no database could hold', { customerId: 'zero \u0000' }],
    ['a list', []],
  ])('that was made up, with %s, never reaches the database', async (_, filter) => {
    const { next } = await read();
    await expect(read({ since: remade(next, filter) })).rejects.toMatchObject({ kind: 'invalid', details: { fields: [{ pointer: '/since' }] } });
  });
});
