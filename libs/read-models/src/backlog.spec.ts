import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Order } from '#canonical';
import { migratedDatabase } from '#store/fixture';
import { Backlog } from './backlog.js';
import { OrderProjection } from './order-projection.js';
import { orderView } from './order.fixture.js';

const minute = 60_000;

describe('orders that wait for their system', () => {
  let db: DataSource;
  let backlog: Backlog;
  let projection: OrderProjection;
  beforeAll(async () => {
    ({ db } = await migratedDatabase());
    backlog = new Backlog(db);
    projection = new OrderProjection(db);
  });
  beforeEach(() => db.query('TRUNCATE order_view'));
  afterAll(() => db.destroy());

  let hour = 0;
  /** Each is younger than the one before. */
  async function order(customerId: string, { system = 'erp', status = 'received', waits = true }: { system?: string; status?: Order['status']; waits?: boolean } = {}): Promise<string> {
    hour += 1;
    const made = orderView({ customerId, status, sequence: 1, placedAt: new Date(Date.UTC(2026, 0, 1, hour)).toISOString() });
    await projection.saveView('web', made, [], []);
    await db.query(`UPDATE order_view SET system_id = $2, waiting_since = $3 WHERE order_id = $1`, [made.orderId, system, waits ? new Date() : null]);
    return made.orderId;
  }
  const comeBack = (orderId: string) => db.query(`UPDATE order_view SET dispatched_at = NULL WHERE order_id = $1`, [orderId]);
  const goOn = (orderId: string) => db.query(`UPDATE order_view SET dispatched_at = NULL, waiting_since = NULL, status = 'confirmed' WHERE order_id = $1`, [orderId]);
  const take = (limit = 10, part: 'placing' | 'later' = 'placing') => backlog.take('erp', part, limit, minute);
  const later = (ms: number) => db.query(`UPDATE order_view SET dispatched_at = dispatched_at - $1 * interval '1 millisecond'`, [ms]);

  it('are told to try again the oldest first, one of each customer', async () => {
    const [b1, a1] = [await order('b'), await order('a')];
    await order('a');
    await order('b');
    expect(await take()).toEqual([b1, a1]);
    expect(await take()).toEqual([]);
  });

  it('come one after the other for a customer, as each has gone on', async () => {
    const [first, second] = [await order('a'), await order('a')];
    expect(await take()).toEqual([first]);
    await goOn(first);
    expect(await take()).toEqual([second]);
  });

  it('keep their place when they come back', async () => {
    const first = await order('a');
    await order('a');
    await take();
    await comeBack(first);
    expect(await take()).toEqual([first]);
  });

  it('are never overtaken by a younger order of the customer that is underway', async () => {
    const older = await order('a', { waits: false });
    const younger = await order('a');
    expect(await take()).toEqual([younger]);
    await db.query(`UPDATE order_view SET waiting_since = now() WHERE order_id = $1`, [older]);
    expect(await take()).toEqual([]);
    await goOn(younger);
    expect(await take()).toEqual([older]);
  });

  it('are limited, and then customers take turns, so that one order that always fails is not all that is tried', async () => {
    const [a, b, c] = [await order('a'), await order('b'), await order('c')];
    expect(await take(1)).toEqual([a]);
    await comeBack(a);
    expect(await take(1)).toEqual([b]);
    expect(await take()).toEqual([c, a]);
  });

  it('do not stand in the way of one another when they are in the ERP already', async () => {
    const [first, second] = [await order('a', { status: 'confirmed' }), await order('a', { status: 'shipped' })];
    const fresh = await order('a');
    expect(await take()).toEqual([fresh]);
    expect(await take(1, 'later')).toEqual([first]);
    await comeBack(first);
    expect(await take(2, 'later')).toEqual([second, first]);
  });

  it('are not orders on hold, of unknown outcome or of another system', async () => {
    await order('a', { waits: false });
    await order('b', { waits: false, status: 'on-hold' });
    await order('c', { system: 'other' });
    const waiting = await order('a');
    expect(await take()).toEqual([waiting]);
    expect(await take(10, 'later')).toEqual([]);
  });

  it('count as lost when they do not come back, and are told again', async () => {
    const lost = await order('a');
    await take();
    await later(minute - 1_000);
    expect(await take()).toEqual([]);
    await later(2_000);
    expect(await backlog.dispatched('erp', [lost], minute)).toEqual([]);
    expect(await take()).toEqual([lost]);
  });

  it('are given to one of several that ask at once', async () => {
    const heads: string[] = [];
    for (let customer = 0; customer < 30; customer += 1) {
      heads.push(await order(`c${customer}`));
      await order(`c${customer}`);
    }
    const parts = await Promise.all(Array.from({ length: 5 }, () => take(10)));
    const given = [...parts.flat(), ...(await take(100))];
    expect(given.toSorted()).toEqual(heads.toSorted());
  });

  it('stand as they are known: still out, back and waiting, or gone', async () => {
    const [out, back, gone, unheard] = [await order('a'), await order('b'), await order('c'), await order('d', { status: 'shipped' })];
    await take();
    await take(1, 'later');
    await comeBack(back);
    await goOn(gone);
    const standing = await backlog.dispatched('erp', [out, back, gone], minute);
    expect(new Map(standing.map((each) => [each.orderId, `${each.part} ${each.standing}`]))).toEqual(
      new Map([[out, 'placing out'], [back, 'placing back'], [gone, 'later gone'], [unheard, 'later out']]),
    );
  });

  it('make new orders of their system queue behind them, as long as one is not in the ERP', async () => {
    expect(await backlog.exists('erp')).toBe(false);
    await order('a', { status: 'shipped' });
    await order('a', { system: 'other' });
    expect(await backlog.exists('erp')).toBe(false);
    const waiting = await order('a');
    expect(await backlog.exists('erp')).toBe(true);
    await goOn(waiting);
    expect(await backlog.exists('erp')).toBe(false);
  });
});
