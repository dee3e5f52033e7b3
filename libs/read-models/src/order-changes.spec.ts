import type { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migratedDatabase } from '#store/fixture';
import { OrderChanges } from './order-changes.js';
import { orderChannel, OrderProjection } from './order-projection.js';
import { orderView } from './order.fixture.js';

let db: DataSource;
let url: string;
let changes: OrderChanges;
let leave: AbortController;
beforeAll(async () => {
  ({ db, url } = await migratedDatabase());
});
afterAll(() => db.destroy());
beforeEach(async () => {
  leave = new AbortController();
  changes = new OrderChanges(url, { pollMs: 60_000, reconnectMs: 20 });
  await changes.start();
});
afterEach(() => changes.stop());

async function listeners(): Promise<number[]> {
  const rows: { pid: number }[] = await db.query(`SELECT pid FROM pg_stat_activity WHERE application_name = 'strata-listen' AND datname = current_database()`);
  return rows.map(({ pid }) => pid);
}
const save = (orderId: string, sequence: number) => new OrderProjection(db).saveView('web', orderView({ orderId, sequence }), [], []);

async function until(happened: () => Promise<boolean>): Promise<void> {
  while (!(await happened()));
}

describe('a change of an order', () => {
  it('reaches who waits for it', async () => {
    const { orderId } = orderView();
    const waiting = changes.next(orderId, leave.signal);
    await save(orderId, 1);
    await expect(waiting).resolves.toBeUndefined();
  });

  it('wakes nobody who waits for another order', async () => {
    const [mine, other] = [orderView().orderId, orderView().orderId];
    const told: string[] = [];
    const waiting = changes.next(mine, leave.signal).then(() => told.push('mine'));
    const others = changes.next(other, leave.signal).then(() => told.push('other'));
    await save(other, 1);
    await others;
    await save(mine, 1);
    await waiting;
    expect(told).toEqual(['other', 'mine']);
  });

  it.each(['error', '', 'no order at all'])('is heard after somebody else told %j on its channel', async (payload) => {
    const { orderId } = orderView();
    const waiting = changes.next(orderId, leave.signal);
    await db.query(`SELECT pg_notify('${orderChannel}', $1)`, [payload]);
    await save(orderId, 1);
    await expect(waiting).resolves.toBeUndefined();
  });

  it('that was told while nobody listened is found by looking, after a while', async () => {
    const impatient = new OrderChanges(url, { pollMs: 20, reconnectMs: 20 });
    await expect(impatient.next(orderView().orderId, leave.signal)).resolves.toBeUndefined();
  });

  it('is no longer waited for by who leaves', async () => {
    const waiting = changes.next(orderView().orderId, leave.signal);
    leave.abort();
    await expect(waiting).resolves.toBeUndefined();
    await expect(changes.next(orderView().orderId, leave.signal)).resolves.toBeUndefined();
  });

  it('is heard again after the connection broke, on one connection as before', async () => {
    for (let breaks = 0; breaks < 3; breaks += 1) {
      const before = await listeners();
      await db.query('SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) AS pid', [before]);
      await until(async () => (await listeners()).some((pid) => !before.includes(pid)));
    }
    const { orderId } = orderView();
    const waiting = changes.next(orderId, leave.signal).then(() => true);
    let sequence = 0;
    // The new connection may not listen yet: the order changes until it is heard.
    await until(() => Promise.race([waiting, save(orderId, (sequence += 1)).then(() => false)]));
    expect(await listeners()).toHaveLength(1);
  });
});
