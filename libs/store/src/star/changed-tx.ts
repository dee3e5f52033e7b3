import type { ColumnOptions, ColumnType } from 'typeorm';

/** A type of PostgreSQL that TypeORM does not know by itself: see `teachTransactionIds`. */
const xid8 = 'xid8' as ColumnType;

/**
 * Transaction that last wrote a row. Every transaction before `pg_snapshot_xmin(pg_current_snapshot())` has ended, so
 * that a reader who goes on from there misses nothing, in whatever order they committed.
 */
export const changedTx = { name: 'changed_tx', type: xid8, default: () => 'pg_current_xact_id()' } as const satisfies ColumnOptions;

/** Types are checked against a list of the driver's. */
export function teachTransactionIds(driver: { supportedDataTypes: ColumnType[] }): void {
  if (!driver.supportedDataTypes.includes(xid8)) driver.supportedDataTypes.push(xid8);
}
