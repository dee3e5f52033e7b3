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

  const save = (order: Order, systemId = 'erp') => projection.saveView('web', order, [], [], { systemId });
  /** The delay that makes one note of quick changes is over. */
  const later = () => db.query(`UPDATE order_view SET note_due_at = note_due_at - interval '1 minute'`);
  /** Begins what is due. */
  const due = async () => (await notes.begin(10, ['erp'])).map(({ order, failures, begun }) => [order.orderId, order.status, failures, ...(begun ? [`${begun.status} was begun`] : [])]);
  /** Tells the CRM of everything that is due. */
  const tellAll = async () => {
    await later();
    await notes.told((await notes.begin(10, ['erp'])).map(({ order }) => order));
  };
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
    await tellAll();
    await save({ ...order, sequence: 2 });
    await later();
    expect(await due()).toEqual([]);
    await save({ ...order, sequence: 3, status: 'shipped' });
    await later();
    expect(await due()).toEqual([[order.orderId, 'shipped', 0]]);
  });

  it('stays due when the order moved on while it was told', async () => {
    const order = await started('confirmed');
    await later();
    await due();
    await save({ ...order, sequence: 2, status: 'shipped' });
    await notes.told([order]);
    expect(await due()).toEqual([[order.orderId, 'shipped', 0]]);
  });

  it('comes again after a failure, later and with the count, and a further change does not hurry it', async () => {
    const order = await started('confirmed');
    await later();
    await due();
    await notes.failed(order, 3_600_000);
    await save({ ...order, sequence: 2, status: 'shipped' });
    await later();
    expect(await due()).toEqual([]);
    await db.query(`UPDATE order_view SET note_due_at = now() - interval '1 minute'`);
    expect(await due()).toEqual([[order.orderId, 'shipped', 1]]);
  });

  it('is told of the orders of the ERPs that are meant, whatever those of others have due', async () => {
    const own = await started('confirmed');
    const others = await started('confirmed');
    await save({ ...others, sequence: 2, status: 'shipped' }, 'try-erp');
    await later();
    // What others have due longest does not fill the look of who asks for one.
    await db.query(`UPDATE order_view SET note_due_at = note_due_at - interval '1 minute' WHERE order_id = $1`, [others.orderId]);
    expect((await notes.begin(1, ['erp'])).map(({ order }) => order.orderId)).toEqual([own.orderId]);
    expect((await notes.begin(10, ['erp', 'try-erp'])).map(({ order }) => order.orderId).toSorted()).toEqual([own.orderId, others.orderId].toSorted());
    expect(await notes.begin(10, [])).toEqual([]);
  });

  it('is told the longest due first', async () => {
    const [first, second] = [await started(), await started()];
    await later();
    await db.query(`UPDATE order_view SET note_due_at = note_due_at - interval '1 hour' WHERE order_id = $1`, [second.orderId]);
    expect((await due()).map(([orderId]) => orderId)).toEqual([second.orderId, first.orderId]);
  });

  it('is not begun again while nobody noted how it ended, whatever became of the order meanwhile', async () => {
    const order = await started('confirmed');
    await later();
    expect(await due()).toEqual([[order.orderId, 'confirmed', 0]]);
    await save({ ...order, sequence: 2, status: 'shipped' });
    expect(await due()).toEqual([[order.orderId, 'shipped', 0, 'confirmed was begun']]);
    await notes.told([order]);
    expect(await due()).toEqual([[order.orderId, 'shipped', 0]]);
  });

  it('is begun once by two that look at the same time', async () => {
    await Promise.all(Array.from({ length: 6 }, () => started()));
    await later();
    const looks = (await Promise.all([notes.begin(10, ['erp']), notes.begin(10, ['erp'])])).flat();
    expect(looks.filter(({ begun }) => begun === null)).toHaveLength(6);
  });

  it('keeps since when its outcome is unknown, until it is known or will not arrive any more', async () => {
    const order = await started('confirmed');
    await later();
    await due();
    await notes.unknown(order, 60_000);
    expect(await due()).toEqual([]);
    await db.query(`UPDATE order_view SET note_due_at = now(), note_unknown_since = now() - interval '10 s'`);
    await notes.unknown(order, 0);
    const [seen] = await notes.begin(10, ['erp']);
    expect(seen).toMatchObject({ failures: 2, begun: { orderId: order.orderId, sequence: 1, status: 'confirmed', changedAt: order.changedAt } });
    expect(seen?.begun?.unknownForMs).toBeGreaterThan(9_000);
    await notes.settled(order);
    expect(await due()).toEqual([[order.orderId, 'confirmed', 2]]);
  });

  it('is not ended by who comes back late from an earlier one', async () => {
    const order = await started('confirmed');
    await later();
    await due();
    await notes.settled(order);
    await save({ ...order, sequence: 2, status: 'shipped' });
    await due();
    await notes.told([order]);
    await notes.failed(order, 0);
    expect(await due()).toEqual([[order.orderId, 'shipped', 0, 'shipped was begun']]);
  });
});
