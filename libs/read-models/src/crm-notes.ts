import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { Order, OrderStatusNote } from '#canonical';

/** The state of an order that the CRM is told. */
export type NotedState = Pick<Order, 'orderId' | 'sequence'>;

/** A note that was begun earlier, and whose end nobody noted: it may have landed, or may land yet. */
export interface BegunNote extends NotedState, Pick<OrderStatusNote, 'status' | 'changedAt'> {
  /** ms since that was first seen; 0 when it is seen now. */
  unknownForMs: number;
}

/** An order whose state the CRM does not know yet. */
export interface DueNote {
  order: Order;
  /** How often telling it failed in a row. */
  failures: number;
  /** Until its end is known, nothing newer may be sent of the order: it would go over it. */
  begun: BegunNote | null;
}

/**
 * Which orders the CRM is to be told of: saveView says so with every change of the label. What is begun is written down
 * before the call, for all of one look by one statement: a process that dies meanwhile leaves an unknown outcome behind,
 * not nothing.
 */
@Injectable()
export class CrmNotes {
  constructor(@InjectDataSource() private readonly db: DataSource) {}

  /**
   * Begins the longest due. One that was begun before is not begun again: it comes with what was begun.
   * @param systemIds ERPs whose orders are meant: of each the longest due are looked up, whatever others have due
   */
  begin(limit: number, systemIds: readonly string[]): Promise<DueNote[]> {
    return this.db.query(
      `WITH due AS MATERIALIZED (
         SELECT d.* FROM unnest($2::text[]) AS s (id) CROSS JOIN LATERAL (
           SELECT order_id, view, note_failures, note_due_at, note_begun, note_unknown_since FROM order_view WHERE system_id = s.id AND note_due_at <= now() ORDER BY note_due_at LIMIT $1
         ) AS d ORDER BY d.note_due_at LIMIT $1
       ), begun AS (
         UPDATE order_view v SET note_begun = jsonb_build_object('orderId', v.order_id, 'sequence', v.sequence, 'status', v.status, 'changedAt', v.view->>'changedAt')
         FROM due WHERE v.order_id = due.order_id AND v.note_begun IS NULL AND v.note_due_at <= now() RETURNING v.view, v.note_failures, v.note_due_at
       ), looked AS (
         SELECT view, note_failures, note_due_at, NULL::jsonb AS begun FROM begun
         UNION ALL SELECT view, note_failures, note_due_at, note_begun || jsonb_build_object('unknownForMs', coalesce(extract(epoch FROM now() - note_unknown_since) * 1000, 0)) FROM due WHERE note_begun IS NOT NULL
       )
       SELECT view AS "order", note_failures AS failures, begun FROM looked ORDER BY note_due_at`,
      [limit, systemIds],
    );
  }

  /** The CRM knows the orders in these states. One that has moved on meanwhile stays due. */
  async told(notes: NotedState[]): Promise<void> {
    if (notes.length === 0) return;
    await this.db.query(
      `UPDATE order_view v SET ${ended}, note_failures = 0, note_due_at = CASE WHEN v.sequence = t.sequence THEN NULL ELSE v.note_due_at END
       FROM unnest($1::uuid[], $2::integer[]) AS t (order_id, sequence) WHERE v.order_id = t.order_id AND ${sameNote('t.sequence')}`,
      [notes.map(({ orderId }) => orderId), notes.map(({ sequence }) => sequence)],
    );
  }

  /** It certainly did not arrive. */
  async failed({ orderId, sequence }: NotedState, againInMs: number): Promise<void> {
    await this.db.query(
      `UPDATE order_view v SET ${ended}, note_due_at = now() + $3 * interval '1 millisecond', note_failures = note_failures + 1 WHERE order_id = $1 AND ${sameNote('$2')}`,
      [orderId, sequence, againInMs],
    );
  }

  /** It may have arrived, or may arrive yet: the CRM is to be asked. */
  async unknown({ orderId, sequence }: NotedState, askAgainInMs: number): Promise<void> {
    await this.db.query(
      `UPDATE order_view v SET note_unknown_since = coalesce(note_unknown_since, now()), note_due_at = now() + $3 * interval '1 millisecond', note_failures = note_failures + 1
       WHERE order_id = $1 AND ${sameNote('$2')}`,
      [orderId, sequence, askAgainInMs],
    );
  }

  /** It will not arrive any more: the order is told anew, as it is now. */
  async settled({ orderId, sequence }: NotedState): Promise<void> {
    await this.db.query(`UPDATE order_view v SET ${ended} WHERE order_id = $1 AND ${sameNote('$2')}`, [orderId, sequence]);
  }
}

const ended = 'note_begun = NULL, note_unknown_since = NULL';

/** Whoever ends a note late must not end the one that was begun after it. */
const sameNote = (sequence: string): string => `(v.note_begun->>'sequence')::integer = ${sequence}`;
