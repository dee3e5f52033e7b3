import { validate as isUuid } from 'uuid';
import { StrataError, type DataScope, type Order, type TimelineEntry } from '#canonical';
import type { DataSource } from 'typeorm';
import { ownParameters, ownRowsAt } from './own-rows.js';

interface TimelineRow extends Omit<TimelineEntry, 'at'> {
  at: Date;
}

/** Reads orders as they were last written. Works on the writer's data source and on the reader's. */
export class OrderReader {
  constructor(private readonly db: DataSource) {}

  /**
   * Throws `not-found`, in the same words for an order that the reader may not see.
   * @param scope whose orders that may be
   */
  async order(orderId: string, scope: DataScope | undefined): Promise<{ order: Order; changedAt: string }> {
    const rows: { view: Order; changedAt: Date }[] = isUuid(orderId)
      ? await this.db.query(`SELECT view, changed_at AS "changedAt" FROM order_view WHERE order_id = $1 AND ${ownRowsAt(2, 'customer_id')}`, [orderId, ...ownParameters(scope)])
      : [];
    const [row] = rows;
    if (!row) throw new StrataError('not-found', `there is no order ${orderId}`);
    return { order: row.view, changedAt: row.changedAt.toISOString() };
  }

  /**
   * Everything that happened, in the order in which it was written down. Throws `not-found` as `order` does.
   * @param after id of an entry: only what came later
   */
  async timeline(orderId: string, scope: DataScope | undefined, after?: bigint): Promise<TimelineEntry[]> {
    const rows: TimelineRow[] = isUuid(orderId)
      ? await this.db.query(
          `SELECT t.id::text, at, type, outcome, system_id AS system, reference, actor, attempt, duration_ms AS "durationMs", detail
           FROM order_timeline t WHERE order_id = $1 AND t.id > $2 ${scope ? `AND EXISTS (SELECT FROM order_view WHERE order_id = $1 AND ${ownRowsAt(3, 'customer_id')})` : ''} ORDER BY t.id`,
          [orderId, (after ?? 0n).toString(), ...(scope ? ownParameters(scope) : [])],
        )
      : [];
    if (rows.length === 0 && after === undefined) throw new StrataError('not-found', `there is no order ${orderId}`);
    return rows.map(entryOf);
  }
}

function entryOf(row: TimelineRow): TimelineEntry {
  const present = Object.entries(row).filter(([, value]) => value !== null);
  return { ...Object.fromEntries(present), at: row.at.toISOString() } as TimelineEntry;
}
