import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toPublicId, type Customer } from '#canonical';
import { migratedDatabase } from '#store/fixture';
import { MasterData } from './master-data.js';

let db: DataSource;
beforeAll(async () => {
  ({ db } = await migratedDatabase());
});
afterAll(() => db.destroy());

const customer = (id: string, name = 'Harbour Supplies'): Customer => ({ id, systemId: 'erp', name, shipTos: [], salesAreas: [], blocks: [] });

async function untilWaiting(count: number): Promise<void> {
  for (;;) {
    const [row]: { waiting: number }[] = await db.query(`SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`);
    if (row!.waiting === count) return;
    await sleep(5);
  }
}

describe('customers that a system does not show any more', () => {
  it('are told as gone while the door sees them again, and neither waits for the other', async () => {
    // The order of their numbers, in which they are found, is not that of their keys.
    const [first, second] = ['10', '14'] as const;
    expect(toPublicId('erp', first) > toPublicId('erp', second)).toBe(true);
    const masterData = new MasterData(db);
    await masterData.remember('customer', [customer(first)]);
    await masterData.remember('customer', [customer(second)]);
    const since = await masterData.now();

    const busy = db.createQueryRunner();
    await busy.startTransaction();
    await busy.query(`SELECT FROM dim_customer WHERE number = $1 FOR UPDATE`, [first]);
    const gone = masterData.bury('customer', 'erp', since);
    await untilWaiting(1);
    const seen = masterData.remember('customer', [customer(first, 'Renamed'), customer(second, 'Renamed')]);
    await untilWaiting(2);
    await busy.commitTransaction();
    await busy.release();

    expect(await Promise.all([gone, seen])).toEqual([2, undefined]);
    expect(await db.query('SELECT name, deleted FROM dim_customer')).toEqual([{ name: 'Renamed', deleted: false }, { name: 'Renamed', deleted: false }]);
  });
});
