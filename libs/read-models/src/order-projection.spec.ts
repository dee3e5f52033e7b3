import { setTimeout } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migratedDatabase } from '#store/fixture';
import { OrderProjection } from './order-projection.js';
import { addToTimelines } from './order-projection.statements.js';
import { OrderReader } from './order-reader.js';
import { orderView, placementOf } from './order.fixture.js';
import { wholeBusiness } from './own-rows.js';

let db: DataSource;
let projection: OrderProjection;
let reader: OrderReader;
beforeAll(async () => {
  ({ db } = await migratedDatabase());
  projection = new OrderProjection(db);
  reader = new OrderReader(db);
});
afterAll(() => db.destroy());

const at = '2026-01-01T08:00:01.000Z';
const placedBefore = async (client: string, idempotencyKey: string) =>
  (await projection.beforePlacing({ client, idempotencyKey, systemId: 'erp', customerId: 'c', purchaseOrderNumber: 'n' })).placed;
const nobody = '0198f3a0-0000-7000-8000-000000000000';

describe('what is known before an order is placed', () => {
  const look = (change: object) => projection.beforePlacing({ client: 'web', idempotencyKey: 'new', systemId: 'erp-q', customerId: 'Y3VzdG9tZXI', purchaseOrderNumber: 'PO-NEW', ...change });

  it('is whether the customer used the number before', async () => {
    await projection.insertPlacement(placementOf(orderView({ purchaseOrderNumber: 'PO-AGAIN' })));
    expect((await look({ purchaseOrderNumber: 'PO-AGAIN' })).repeated).toBe(true);
    expect((await look({ purchaseOrderNumber: 'PO-AGAIN', customerId: 'b3RoZXI' })).repeated).toBe(false);
    expect((await look({})).repeated).toBe(false);
  });

  it('is whether orders queue for the system', async () => {
    expect((await look({})).queueing).toBe(false);
    const order = orderView({ sequence: 1 });
    await projection.saveView('web', order, [], [], { systemId: 'erp-q', waitingSince: at });
    expect((await look({})).queueing).toBe(true);
    await projection.saveView('web', { ...order, sequence: 2 }, [], [], { systemId: 'erp-q' });
    expect((await look({})).queueing).toBe(false);
  });
});

describe('a placement', () => {
  it('is there with its order and the first line of its timeline', async () => {
    const order = orderView();
    expect(await projection.insertPlacement(placementOf(order, { client: 'shop' }))).toBe(true);
    expect(await reader.order(order.orderId, wholeBusiness)).toEqual({ order, changedAt: order.changedAt });
    expect(await reader.timeline(order.orderId, wholeBusiness)).toMatchObject([{ at: order.placedAt, type: 'order-placed', outcome: 'ok', actor: 'shop' }]);
  });

  it('is found again by client and key, with the hash of its body and what starts its order', async () => {
    const order = orderView();
    await projection.insertPlacement(placementOf(order, { idempotencyKey: 'again', bodyHash: 'h1' }));
    expect(await placedBefore('web', 'again')).toEqual({ orderId: order.orderId, bodyHash: 'h1', message: { orderId: order.orderId } });
    expect(await placedBefore('mobile', 'again')).toBeUndefined();
    expect(await placedBefore('web', 'other')).toBeUndefined();
  });

  it('has one winner when the same key is used at the same time, and the others leave nothing', async () => {
    const orders = Array.from({ length: 4 }, () => orderView());
    const won = await Promise.all(orders.map((order) => projection.insertPlacement(placementOf(order, { idempotencyKey: 'race' }))));
    const winners = orders.filter((_, index) => won[index]);
    expect(winners).toHaveLength(1);
    expect((await placedBefore('web', 'race'))?.orderId).toBe(winners[0]?.orderId);
    for (const { orderId } of orders.filter((_, index) => !won[index])) {
      await expect(reader.order(orderId, wholeBusiness)).rejects.toMatchObject({ kind: 'not-found' });
      await expect(reader.timeline(orderId, wholeBusiness)).rejects.toMatchObject({ kind: 'not-found' });
    }
  });

  it('of another client may use the same key', async () => {
    expect(await projection.insertPlacement(placementOf(orderView(), { client: 'a', idempotencyKey: 'k' }))).toBe(true);
    expect(await projection.insertPlacement(placementOf(orderView(), { client: 'b', idempotencyKey: 'k' }))).toBe(true);
  });

  it('that never reached the engine is sent again, oldest first, until its order has begun', async () => {
    const ofLongAgo = (placedAt: string) => orderView({ placedAt, changedAt: placedAt });
    const [older, newer, begun] = [ofLongAgo('2020-01-01T00:00:00.000Z'), ofLongAgo('2020-01-02T00:00:00.000Z'), ofLongAgo('2020-01-03T00:00:00.000Z')];
    const justPlaced = ofLongAgo(new Date().toISOString());
    for (const order of [newer, older, begun, justPlaced]) await projection.insertPlacement(placementOf(order));
    await projection.saveView('web', { ...begun, sequence: 1 }, [], []);
    const unsent = (await projection.unsentPlacements(60_000, 2)).map(({ orderId }) => orderId);
    expect(unsent).toEqual([older.orderId, newer.orderId]);
    expect((await projection.unsentPlacements(60_000, 1_000)).map(({ orderId }) => orderId)).not.toEqual(expect.arrayContaining([begun.orderId]));
    expect((await projection.unsentPlacements(60_000, 1_000)).map(({ orderId }) => orderId)).not.toEqual(expect.arrayContaining([justPlaced.orderId]));
  });

  it('is forgotten when its window is over; the order stays, and one that never started stays with its message', async () => {
    const long = '2019-01-01T00:00:00.000Z';
    const [old, waiting, young] = [orderView({ placedAt: long }), orderView({ placedAt: long }), orderView({ placedAt: new Date().toISOString() })];
    for (const order of [old, waiting, young]) await projection.insertPlacement(placementOf(order));
    await projection.saveView('web', { ...old, sequence: 1 }, [], []);
    await projection.expirePlacements(3_600_000);
    expect(await placedBefore('web', `key-${old.orderId}`)).toBeUndefined();
    expect(await placedBefore('web', `key-${young.orderId}`)).toBeDefined();
    expect(await placedBefore('web', `key-${waiting.orderId}`)).toBeDefined();
    expect((await reader.order(old.orderId, wholeBusiness)).order.orderId).toBe(old.orderId);
  });
});

describe('the view of an order', () => {
  it('is never overwritten by an older one', async () => {
    const order = orderView();
    await projection.insertPlacement(placementOf(order));
    const paid = { ...order, sequence: 5, status: 'paid', changedAt: at } as const;
    await projection.saveView('web', paid, [{ system: 'erp', type: 'invoice', id: `late-${order.orderId}`, open: false }], []);
    await projection.saveView('web', { ...order, sequence: 4, status: 'invoiced' }, [{ system: 'erp', type: 'invoice', id: `late-${order.orderId}`, open: true }], []);
    expect(await reader.order(order.orderId, wholeBusiness)).toEqual({ order: paid, changedAt: at });
    expect(await db.query('SELECT open FROM order_reference WHERE document_id = $1', [`late-${order.orderId}`])).toEqual([{ open: false }]);
  });

  it('is left alone by the same one', async () => {
    const order = orderView({ sequence: 3 });
    await projection.saveView('web', order, [], []);
    await projection.saveView('web', { ...order, status: 'closed' }, [], []);
    expect((await reader.order(order.orderId, wholeBusiness)).order.status).toBe('received');
  });

  it('names a document once that it met twice: a payment of two invoices', async () => {
    const order = orderView({ sequence: 1 });
    const payment = { system: 'erp', type: 'payment', id: `p-${order.orderId}`, open: false } as const;
    await projection.saveView('web', order, [payment, payment], []);
    expect(await db.query('SELECT count(*)::int FROM order_reference WHERE document_id = $1', [payment.id])).toEqual([{ count: 1 }]);
  });

  it('that cannot be written keeps none of those from being written that are written with it', async () => {
    const orders = Array.from({ length: 4 }, () => orderView({ sequence: 1 }));
    const saved = await Promise.allSettled(orders.map((order, index) => projection.saveView('web', order, [], [{ key: 'a', at: index === 2 ? 'no time' : at, type: 'status', outcome: 'ok' }])));
    expect(saved.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(await Promise.allSettled(orders.map(({ orderId }) => reader.order(orderId, wholeBusiness)))).toMatchObject(saved.map(({ status }) => ({ status })));
  });

  it('tells what happened in the order in which it did, also when many are written at once', async () => {
    const orders = Array.from({ length: 8 }, () => orderView({ sequence: 1 }));
    const types = ['delivery', 'shipped', 'invoice', 'payment', 'cleared', 'paid', 'closed'];
    await Promise.all(orders.map((order) => projection.saveView('web', order, [], types.map((type) => ({ key: type, at, type, outcome: 'ok' })))));
    for (const { orderId } of orders) expect((await reader.timeline(orderId, wholeBusiness)).map(({ type }) => type)).toEqual(types);
  });

  it('goes with the entries and documents of its own order, however many are written at once', async () => {
    const orders = Array.from({ length: 5 }, () => orderView({ sequence: 1 }));
    const invoice = (id: string) => ({ system: 'erp', type: 'invoice', id, open: false }) as const;
    await Promise.all(orders.map((order) => projection.saveView('web', order, [invoice(`of-${order.orderId}`)], [{ key: 'a', at, type: order.orderId, outcome: 'ok' }])));
    for (const { orderId } of orders) {
      expect((await reader.timeline(orderId, wholeBusiness)).map(({ type }) => type)).toEqual([orderId]);
      expect(await db.query('SELECT document_id FROM order_reference WHERE order_id = $1', [orderId])).toEqual([{ document_id: `of-${orderId}` }]);
    }
  });

  it('is there, with its timeline and its documents, or nothing is', async () => {
    const order = orderView({ sequence: 1 });
    const broken = { key: 'broken', at: 'no time', type: 'status', outcome: 'ok' };
    await expect(projection.saveView('web', order, [], [broken])).rejects.toThrow('invalid input syntax');
    await expect(reader.order(order.orderId, wholeBusiness)).rejects.toMatchObject({ kind: 'not-found' });
  });
});

describe('the timeline of an order', () => {
  const entry = (key: string) => ({ key, at, type: key, outcome: 'ok' });
  const placed = async () => {
    const order = orderView();
    await projection.insertPlacement(placementOf(order));
    return order.orderId;
  };

  it('takes each entry once, and keeps the order in which they were written', async () => {
    const orderId = await placed();
    await projection.addToTimeline(orderId, [entry('first'), entry('second')]);
    await projection.addToTimeline(orderId, [entry('second'), entry('third')]);
    const items = await reader.timeline(orderId, wholeBusiness);
    expect(items.map(({ type }) => type)).toEqual(['order-placed', 'first', 'second', 'third']);
    expect(items.map(({ id }) => BigInt(id))).toEqual(items.map(({ id }) => BigInt(id)).toSorted((a, b) => Number(a - b)));
  });

  it('never shows an entry before one with a lower id: who reads on from the last id misses nothing', async () => {
    const orderId = await placed();
    let other: Promise<void> | undefined;
    await db.transaction(async (tx) => {
      await tx.query(addToTimelines, [JSON.stringify([{ orderId, ...entry('lower') }])]);
      other = projection.addToTimeline(orderId, [entry('higher')]);
      // Until the lower one is there, the higher one waits: it shows neither now nor after a while.
      await Promise.race([other, setTimeout(200)]);
      expect((await reader.timeline(orderId, wholeBusiness)).map(({ type }) => type)).toEqual(['order-placed']);
    });
    await other;
    expect((await reader.timeline(orderId, wholeBusiness)).map(({ type }) => type)).toEqual(['order-placed', 'lower', 'higher']);
  });

  it('says what is known, and leaves out what is not', async () => {
    const orderId = await placed();
    const known = { at, type: 'create-sales-order', outcome: 'failed', system: 'erp', reference: '7', actor: 'flow', attempt: 2, durationMs: 48, detail: 'locked' };
    await projection.addToTimeline(orderId, [{ key: 'a', ...known }, { key: 'b', at, type: 'status', outcome: 'ok' }]);
    const [, full, bare] = await reader.timeline(orderId, wholeBusiness);
    expect(full).toEqual({ id: expect.any(String), ...known });
    expect(bare).toEqual({ id: expect.any(String), at, type: 'status', outcome: 'ok' });
  });

  it.each([nobody, 'no-uuid', "' OR 1=1"])('of an order that is not there is not found: %s', async (orderId) => {
    await expect(reader.timeline(orderId, wholeBusiness)).rejects.toMatchObject({ kind: 'not-found' });
    await expect(reader.order(orderId, wholeBusiness)).rejects.toMatchObject({ kind: 'not-found' });
  });
});

describe('an attempt of a step', () => {
  it('begins once, even when it is begun twice at the same time', async () => {
    const { orderId } = orderView();
    // Those that come while one statement runs share the next one.
    const other = projection.beginAttempt(orderView().orderId, 'create-sales-order', 1);
    const begun = await Promise.all([1, 2, 3].map(() => projection.beginAttempt(orderId, 'create-sales-order', 1)));
    expect(await other).toBe(true);
    expect(begun.filter(Boolean)).toHaveLength(1);
    expect(await projection.beginAttempt(orderId, 'create-sales-order', 1)).toBe(false);
    expect(await projection.beginAttempt(orderId, 'create-sales-order', 2)).toBe(true);
    expect(await projection.beginAttempt(orderId, 'create-delivery:1', 1)).toBe(true);
  });
});
