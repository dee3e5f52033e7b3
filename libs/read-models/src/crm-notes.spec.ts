import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Order } from '#canonical';
import { migratedDatabase } from '#store/fixture';
import { CrmNotes } from './crm-notes.js';
import { OrderProjection } from './order-projection.js';
import { orderView } from './order.fixture.js';

describe('what the CRM is to be told', () => {
  let db: DataSource;
  let notes: CrmNotes;
  let projection: OrderProjection;
  beforeAll(async () => {
    ({ db } = await migratedDatabase());
    notes = new CrmNotes(db);
    projection = new OrderProjection(db);
  });
  beforeEach(() => db.query('TRUNCATE order_view'));
  afterAll(() => db.destroy());

  const save = (order: Order) => projection.saveView('web', order, [], []);
  /** The delay that makes one note of quick changes is over. */
  const later = () => db.query(`UPDATE order_view SET note_due_at = note_due_at - interval '1 minute'`);
  const due = async () => (await notes.due(10)).map(({ order, failures }) => [order.orderId, order.status, failures]);
  async function started(status: Order['status'] = 'received'): Promise<Order> {
    const order = orderView({ status: 'received' });
    await projection.insertPlacement({ client: 'web', idempotencyKey: order.orderId, bodyHash: 'hash', message: {}, order });
    const next = { ...order, sequence: 1, status };
    await save(next);
    return next;
  }

  it('is an order once its flow has begun, after a moment', async () => {
    const order = await started();
    expect(await due()).toEqual([]);
    await later();
    expect(await due()).toEqual([[order.orderId, 'received', 0]]);
  });

  it('is every change of its label, and no other change', async () => {
    const order = await started('confirmed');
    await notes.told(order);
    await save({ ...order, sequence: 2 });
    await later();
    expect(await due()).toEqual([]);
    await save({ ...order, sequence: 3, status: 'shipped' });
    await later();
    expect(await due()).toEqual([[order.orderId, 'shipped', 0]]);
  });

  it('stays due when the order moved on while it was told', async () => {
    const order = await started('confirmed');
    await save({ ...order, sequence: 2, status: 'shipped' });
    await notes.told(order);
    await later();
    expect(await due()).toEqual([[order.orderId, 'shipped', 0]]);
  });

  it('comes again after a failure, later and with the count, and a further change does not hurry it', async () => {
    const order = await started('confirmed');
    await notes.failed(order, 3_600_000);
    await save({ ...order, sequence: 2, status: 'shipped' });
    await later();
    expect(await due()).toEqual([]);
    await db.query(`UPDATE order_view SET note_due_at = now() - interval '1 minute'`);
    expect(await due()).toEqual([[order.orderId, 'shipped', 1]]);
  });

  it('is told the longest due first', async () => {
    const [first, second] = [await started(), await started()];
    await later();
    await db.query(`UPDATE order_view SET note_due_at = note_due_at - interval '1 hour' WHERE order_id = $1`, [second.orderId]);
    expect((await due()).map(([orderId]) => orderId)).toEqual([second.orderId, first.orderId]);
  });
});
