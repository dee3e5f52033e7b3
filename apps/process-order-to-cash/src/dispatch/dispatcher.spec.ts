import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Backlog, SwitchBoard } from '#read-models';
import { migratedDatabase } from '#store/fixture';
import { Switches } from '../switches/switches.js';
import { Dispatcher, firstLook, type DispatchState } from './dispatcher.js';

const drain = { inFlight: 8, perSecond: 1_000 };

describe('a system with a backlog', () => {
  let db: DataSource;
  let dispatcher: Dispatcher;
  let board: SwitchBoard;
  let switches: Switches;
  let state: DispatchState;
  let now: number;
  beforeAll(async () => {
    ({ db } = await migratedDatabase());
    board = new SwitchBoard(db);
    switches = new Switches(board);
    dispatcher = new Dispatcher(new Backlog(db), switches);
  });
  beforeEach(async () => {
    await db.query('TRUNCATE order_view');
    state = firstLook;
    now = Date.now();
  });
  afterAll(() => db.destroy());

  async function orders(count: number, status = 'received'): Promise<string[]> {
    const ids = Array.from({ length: count }, () => uuidv7());
    for (const id of ids) {
      await db.query(
        `INSERT INTO order_view (order_id, sequence, client, customer_id, purchase_order_number, status, view, placed_at, changed_at, system_id, waiting_since)
         VALUES ($1, 1, 'web', $2, 'PO', $3, '{}', clock_timestamp(), now(), 'erp', now())`,
        [id, `customer of ${id}`, status],
      );
    }
    return ids;
  }
  async function look(afterMs = 100, budget = drain): Promise<string[]> {
    now += afterMs;
    const found = await dispatcher.look({ systemId: 'erp', drain: budget }, state, now);
    state = found.state;
    return found.orderIds;
  }
  const goOn = (ids: string[]) => db.query(`UPDATE order_view SET waiting_since = NULL, dispatched_at = NULL, status = 'confirmed' WHERE order_id = ANY($1)`, [ids]);
  const comeBack = (ids: string[]) => db.query(`UPDATE order_view SET dispatched_at = NULL WHERE order_id = ANY($1)`, [ids]);

  it('is tried with one order, and drains faster and faster once it answers, up to its budget', async () => {
    await orders(40);
    const told: number[] = [];
    for (let turn = 0; turn < 6; turn += 1) {
      const ids = await look();
      told.push(ids.length);
      await goOn(ids);
    }
    expect(told).toEqual([1, 2, 4, 8, 8, 8]);
  });

  it('has no more orders underway than its budget allows', async () => {
    await orders(40);
    for (let turn = 0; turn < 3; turn += 1) await goOn(await look());
    expect(await look()).toHaveLength(8);
    expect(await look()).toEqual([]);
    await goOn(Object.keys(state.told).slice(0, 3));
    expect(await look()).toHaveLength(3);
  });

  it('is told no more orders in a second than its budget allows', async () => {
    await orders(40);
    let told = 0;
    for (let ms = 0; ms < 1_000; ms += 50) {
      const ids = await look(50, { inFlight: 8, perSecond: 10 });
      told += ids.length;
      await goOn(ids);
    }
    expect(told).toBeGreaterThanOrEqual(9);
    expect(told).toBeLessThanOrEqual(11);
  });

  it('is left alone for a while when it is still down, and then asked with another order', async () => {
    const [first, second] = await orders(2);
    expect(await look()).toEqual([first]);
    await comeBack([first!]);
    expect(await look()).toEqual([]);
    expect(await look(500)).toEqual([]);
    expect(await look(600)).toEqual([second]);
  });

  it('goes on placing orders while those that are further on still wait', async () => {
    await orders(5, 'shipped');
    const placing = await orders(20);
    const gone: string[] = [];
    for (let turn = 0; turn < 8; turn += 1) {
      const ids = await look();
      const placed = ids.filter((id) => placing.includes(id));
      await comeBack(ids.filter((id) => !placing.includes(id)));
      await goOn(placed);
      gone.push(...placed);
    }
    expect(gone.toSorted()).toEqual(placing.toSorted());
  });

  it('is not tried at all while somebody has paused it, and orders further on go on while placing alone is paused', async () => {
    const [placing] = await orders(1);
    const [further] = await orders(1, 'confirmed');
    await board.pause({ systemId: 'erp', operation: '*', reason: 'upgrade', actor: 'anna' });
    await switches.refresh();
    expect(await look()).toEqual([]);
    await board.resume('erp', '*');
    await board.pause({ systemId: 'erp', operation: 'createSalesOrder', reason: 'stocktaking', actor: 'anna' });
    await switches.refresh();
    expect(await look()).toEqual([further]);
    await board.resume('erp', 'createSalesOrder');
    await switches.refresh();
    expect(await look()).toEqual([placing]);
  });

  it('tells orders again that a look had marked and could not tell', async () => {
    const [first] = await orders(1);
    const before = state;
    await look();
    state = before;
    expect(await look()).toEqual([first]);
    expect(await look()).toEqual([]);
  });

  it('is looked at often while orders move, and once a second when none wait', async () => {
    const againInMs = async () => (await dispatcher.look({ systemId: 'erp', drain }, state, now)).againInMs;
    expect(await againInMs()).toBe(1_000);
    await orders(1);
    expect(await againInMs()).toBe(50);
  });
});
