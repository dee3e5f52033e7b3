import type { DataSource } from 'typeorm';
import { vi } from 'vitest';

const waitingCalls = `SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;

/**
 * Makes calls that all come to wait for a row, and lets it go then: none of them knows of the others before.
 * @param hold a statement that takes the row; what it changes is there when the calls go on
 */
export async function whileHeld<T>(db: DataSource, [hold, values]: [hold: string, values: unknown[]], ...calls: (() => Promise<T>)[]): Promise<T[]> {
  const holder = db.createQueryRunner();
  await holder.startTransaction();
  try {
    await holder.query(hold, values);
    const answers = Promise.all(calls.map((call) => call()));
    await vi.waitUntil(async () => (await db.query(waitingCalls))[0].waiting === calls.length, { timeout: 10_000 });
    await holder.commitTransaction();
    return await answers;
  } finally {
    if (holder.isTransactionActive) await holder.rollbackTransaction();
    await holder.release();
  }
}
