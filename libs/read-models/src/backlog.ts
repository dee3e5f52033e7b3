import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';

/**
 * What an order waits for. `placing`: to be written into its ERP, where orders of one customer keep their order.
 * `later`: a call after that, where they take turns: one that cannot go on does not stand in the way of another.
 */
export type WaitingPart = 'placing' | 'later';

/** An order that was told to try again, as it stands now. */
export interface DispatchedOrder {
  orderId: string;
  part: WaitingPart;
  /** `out`: it has not tried yet; `back`: it tried and waits again; `gone`: it went on. */
  standing: 'out' | 'back' | 'gone';
}

/**
 * SQL: do orders of this system queue to be written into it? A new one then queues behind them instead of overtaking.
 * An index look-up of one row, however long the queue is.
 * @param systemId SQL of the system's id, such as `$3::text`
 */
export function isQueueing(systemId: string): string {
  return `EXISTS (SELECT FROM order_view queued WHERE queued.system_id = ${systemId} AND queued.waiting_since IS NOT NULL AND queued.status = 'received')`;
}

/** Orders that wait for a system that was not available: who is next, and who was told to try again. */
@Injectable()
export class Backlog {
  constructor(@InjectDataSource() private readonly db: DataSource) {}

  /** Do orders queue to be written into the system? */
  async exists(systemId: string): Promise<boolean> {
    const [row]: { queueing: boolean }[] = await this.db.query(`SELECT ${isQueueing('$1::text')} AS queueing`, [systemId]);
    return row?.queueing ?? false;
  }

  /**
   * How the orders stand that were told to try again: `told`, and whoever else is marked as told.
   * @param lostAfterMs from then on an order that did not come back no longer counts: it will be told again
   */
  dispatched(systemId: string, told: string[], lostAfterMs: number): Promise<DispatchedOrder[]> {
    return this.db.query(
      `SELECT order_id AS "orderId", CASE WHEN status = 'received' THEN 'placing' ELSE 'later' END AS part,
         CASE WHEN waiting_since IS NULL THEN 'gone' WHEN dispatched_at IS NULL THEN 'back' ELSE 'out' END AS standing
       FROM order_view
       WHERE (order_id = ANY($2::uuid[]) OR system_id = $1 AND dispatched_at IS NOT NULL)
         AND (dispatched_at IS NULL OR dispatched_at > now() - $3 * interval '1 millisecond')`,
      [systemId, told, lostAfterMs],
    );
  }

  /**
   * Marks who is next as dispatched and answers their ids. However many ask at once, no order is given twice, and no
   * customer has two orders underway before they are in the ERP.
   */
  take(systemId: string, part: WaitingPart, limit: number, lostAfterMs: number): Promise<string[]> {
    return this.ids(part === 'placing' ? queue : turns, [systemId, lostAfterMs, limit]);
  }

  private async ids(next: string, parameters: unknown[]): Promise<string[]> {
    const rows: { orderId: string }[] = await this.db.query(
      `WITH RECURSIVE ${next}, locked AS (
         SELECT v.order_id, next.turn FROM next JOIN order_view v USING (order_id)
         WHERE v.waiting_since IS NOT NULL AND (v.dispatched_at IS NULL OR ${isLost('v')})
         ORDER BY next.turn LIMIT $3 FOR NO KEY UPDATE OF v SKIP LOCKED
       ), marked AS (
         UPDATE order_view v SET dispatched_at = now(), told_at = now() FROM locked WHERE v.order_id = locked.order_id RETURNING v.order_id, locked.turn
       )
       SELECT order_id AS "orderId" FROM marked ORDER BY turn`,
      parameters,
    );
    return rows.map(({ orderId }) => orderId);
  }
}

const isLost = (view: string) => `${view}.dispatched_at <= now() - $2 * interval '1 millisecond'`;

/**
 * The oldest order of each customer, found by jumping from customer to customer in the index: what it costs depends on
 * the customers, not on the length of the queue. Who was told longest ago goes first, so that one order that always
 * fails is not all that is ever tried.
 */
const queue = `
  head AS (
    (SELECT customer_id, order_id FROM order_view WHERE system_id = $1 AND waiting_since IS NOT NULL AND status = 'received'
     ORDER BY customer_id, placed_at, order_id LIMIT 1)
    UNION ALL
    SELECT following.customer_id, following.order_id FROM head CROSS JOIN LATERAL (
      SELECT customer_id, order_id FROM order_view WHERE system_id = $1 AND waiting_since IS NOT NULL AND status = 'received' AND customer_id > head.customer_id
      ORDER BY customer_id, placed_at, order_id LIMIT 1
    ) following
  ), next AS (
    SELECT v.order_id, row_number() OVER (ORDER BY v.told_at NULLS FIRST, v.placed_at, v.order_id) AS turn
    FROM head JOIN order_view v USING (order_id)
    WHERE NOT EXISTS (
      SELECT FROM order_view other WHERE other.system_id = $1 AND other.customer_id = v.customer_id AND other.status = 'received'
        AND other.dispatched_at IS NOT NULL AND NOT ${isLost('other')}
    )
  )`;

const turns = `
  next AS (
    SELECT order_id, row_number() OVER (ORDER BY told_at NULLS FIRST, placed_at, order_id) AS turn FROM order_view
    WHERE system_id = $1 AND waiting_since IS NOT NULL AND status <> 'received' AND (dispatched_at IS NULL OR ${isLost('order_view')})
    ORDER BY told_at NULLS FIRST, placed_at, order_id LIMIT $3 * 2
  )`;
