import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migratedDatabase } from '#store/fixture';
import { Reservations, type Need } from './reservations.js';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 8, 0, second));
const stock = (amount: string, available: string, readAt = 0, resource = 'BOLT'): Need => ({ kind: 'stock', resource, amount, available, asOf: at(readAt).toISOString() });
const credit = (amount: string, available: string, readAt = 0): Need => ({ kind: 'credit', resource: '17', amount, available, asOf: at(readAt).toISOString() });
const onTheLastBolt = { kind: 'stock', resource: 'BOLT' };

describe('what orders take of credit and stock', () => {
  let db: DataSource;
  let reservations: Reservations;
  beforeAll(async () => {
    ({ db } = await migratedDatabase());
    reservations = new Reservations(db);
  });
  beforeEach(() => db.query('TRUNCATE reservation'));
  afterAll(() => db.destroy());

  const take = (...needs: Need[]) => reservations.reserve('erp', uuidv7(), needs);
  /** By a process of its own. */
  const takeElsewhere = (...needs: Need[]) => new Reservations(db).reserve('erp', uuidv7(), needs);
  const count = async (): Promise<number> => ((await db.query('SELECT count(*)::int AS count FROM reservation')) as { count: number }[])[0]?.count ?? -1;

  it.each([
    ['the last piece', () => stock('1', '1')],
    ['the last of a limit', () => credit('60.00', '100.00')],
  ])('is taken by exactly one of several that want %s at once', async (_, need) => {
    for (const ask of [take, takeElsewhere]) {
      await db.query('TRUNCATE reservation');
      const answers = await Promise.all(Array.from({ length: 5 }, () => ask(need())));
      expect(answers.filter((refused) => refused.length === 0)).toHaveLength(1);
      expect(await count()).toBe(1);
    }
  });

  it('is shared while there is enough for all', async () => {
    expect(await Promise.all([take(credit('40', '100.00')), take(credit('60', '100.00'))])).toEqual([[], []]);
  });

  it('is taken whole or not at all', async () => {
    await take(stock('1', '1'));
    expect(await take(stock('1', '1'), stock('1', '5', 0, 'NUT'), credit('1', '10'))).toEqual([onTheLastBolt]);
    expect(await count()).toBe(1);
  });

  it('is never waited for in a circle, in whichever order the lines are', async () => {
    const both = [stock('1', '1000', 0, 'A'), stock('1', '1000', 0, 'B')];
    const answers = await Promise.all(Array.from({ length: 40 }, (_, index) => takeElsewhere(...(index % 2 ? both : both.toReversed()))));
    expect(answers.flat()).toEqual([]);
    expect(await count()).toBe(80);
  });

  it('still counts after the system has answered, until a read that began later', async () => {
    const first = uuidv7();
    await reservations.reserve('erp', first, [stock('1', '2')]);
    await reservations.acknowledge(first, at(10));
    expect(await take(stock('2', '2', 9))).toEqual([onTheLastBolt]);
    expect(await take(stock('1', '1', 11))).toEqual([]);
  });

  it('is given back when the system refused the order', async () => {
    const first = uuidv7();
    await reservations.reserve('erp', first, [stock('1', '1')]);
    await reservations.release(first);
    expect(await take(stock('1', '1'))).toEqual([]);
  });

  it('does not stand in the way of what the system itself would not cover: its answer rules', async () => {
    await take(stock('1', '1'));
    expect(await take(stock('3', '2'))).toEqual([]);
  });

  it('is not counted against the order that took it, when it tries again', async () => {
    const order = uuidv7();
    for (let times = 0; times < 2; times += 1) expect(await reservations.reserve('erp', order, [stock('1', '1')])).toEqual([]);
    expect(await count()).toBe(1);
  });

  it('is given up by an order that has to wait: two of them never wait for each other', async () => {
    const [first, second] = [uuidv7(), uuidv7()];
    for (const order of [first, second]) await reservations.reserve('erp', order, [stock('1', '2')]);
    expect(await reservations.reserve('erp', first, [stock('1', '1')])).toEqual([onTheLastBolt]);
    expect(await reservations.reserve('erp', second, [stock('1', '1')])).toEqual([]);
  });

  it('is of one system and one kind', async () => {
    await take(stock('1', '1'));
    expect(await reservations.reserve('other', uuidv7(), [stock('1', '1')])).toEqual([]);
    expect(await take({ ...credit('1', '1'), resource: 'BOLT' })).toEqual([]);
  });

  it('is forgotten when no read can be that old, and later when it was never answered', async () => {
    const [old, unanswered, fresh] = [uuidv7(), uuidv7(), uuidv7()];
    for (const order of [old, unanswered, fresh]) await reservations.reserve('erp', order, [stock('1', '9')]);
    await reservations.acknowledge(old, new Date(Date.now() - 61_000));
    await db.query(`UPDATE reservation SET reserved_at = now() - interval '10 minutes' WHERE order_id = $1`, [unanswered]);
    await reservations.expire(60_000, 11 * 60_000);
    expect(await count()).toBe(2);
    await reservations.expire(60_000, 9 * 60_000);
    expect(await count()).toBe(1);
  });
});
