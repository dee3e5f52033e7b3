import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import type { DocumentType, Order, TimelineEntry } from '#canonical';

export interface Placement {
  client: string;
  idempotencyKey: string;
  bodyHash: string;
  /** What starts the order's durable object. */
  message: object;
  order: Order;
}

export interface PlacedOrder {
  orderId: string;
  bodyHash: string;
  message: object;
}

/** A timeline entry before it has an id. `key` makes it unique within its order: the same key is written once. */
export type NewTimelineEntry = Omit<TimelineEntry, 'id'> & { key: string };

export interface OpenReference {
  system: string;
  type: DocumentType;
  id: string;
  open: boolean;
}

/** Channel on which every change of an order is told, with its id. */
export const orderChannel = 'strata_order';

/** Writes what readers see of orders. Only the process app does. */
@Injectable()
export class OrderProjection {
  constructor(@InjectDataSource() private readonly db: DataSource) {}

  /** Inserts a placement and its first view; answers false when the client used the key before. */
  insertPlacement({ client, idempotencyKey, bodyHash, message, order }: Placement): Promise<boolean> {
    return this.db.transaction(async (tx) => {
      const inserted: unknown[] = await tx.query(
        `INSERT INTO placement (client, idempotency_key, body_hash, order_id, message, created_at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (client, idempotency_key) DO NOTHING RETURNING order_id`,
        [client, idempotencyKey, bodyHash, order.orderId, message, order.placedAt],
      );
      if (inserted.length === 0) return false;
      await upsertView(tx, client, order);
      await insertEntries(tx, order.orderId, [{ key: 'placed', at: order.placedAt, type: 'order-placed', outcome: 'ok', actor: client }]);
      return true;
    });
  }

  async findPlacement(client: string, idempotencyKey: string): Promise<PlacedOrder | undefined> {
    const rows: PlacedOrder[] = await this.db.query(
      `SELECT order_id AS "orderId", body_hash AS "bodyHash", message FROM placement WHERE client = $1 AND idempotency_key = $2`,
      [client, idempotencyKey],
    );
    return rows[0];
  }

  /** Placements whose order has not started `olderThanMs` after it was placed: their message is to be sent again. */
  unsentPlacements(olderThanMs: number, limit: number): Promise<PlacedOrder[]> {
    return this.db.query(
      `SELECT p.order_id AS "orderId", p.body_hash AS "bodyHash", p.message
       FROM order_view v JOIN placement p USING (order_id)
       WHERE v.sequence = 0 AND v.placed_at < now() - $1 * interval '1 millisecond' ORDER BY v.placed_at LIMIT $2`,
      [olderThanMs, limit],
    );
  }

  async expirePlacements(windowMs: number): Promise<void> {
    await this.db.query(`DELETE FROM placement WHERE created_at < now() - $1 * interval '1 millisecond'`, [windowMs]);
  }

  /** False when this attempt was begun before: what it did is then unknown. */
  async beginAttempt(orderId: string, step: string, attempt: number): Promise<boolean> {
    const inserted: unknown[] = await this.db.query(
      `INSERT INTO step_attempt (order_id, step, attempt, started_at) VALUES ($1, $2, $3, now()) ON CONFLICT DO NOTHING RETURNING 1`,
      [orderId, step, attempt],
    );
    return inserted.length > 0;
  }

  async addToTimeline(orderId: string, entries: NewTimelineEntry[]): Promise<void> {
    if (entries.length === 0) return;
    await insertEntries(this.db.manager, orderId, entries);
  }

  /** The view at the end of a segment, with what happened in it. An older sequence, or the same again, changes nothing. */
  async saveView(client: string, order: Order, references: OpenReference[], entries: NewTimelineEntry[]): Promise<void> {
    await this.db.transaction(async (tx) => {
      if (!(await upsertView(tx, client, order))) return;
      await insertEntries(tx, order.orderId, entries);
      for (const { system, type, id, open } of references) {
        await tx.query(
          `INSERT INTO order_reference (system_id, type, document_id, order_id, open) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (system_id, type, document_id, order_id) DO UPDATE SET open = excluded.open`,
          [system, type, id, order.orderId, open],
        );
      }
      await tx.query(`SELECT pg_notify($1, $2)`, [orderChannel, order.orderId]);
    });
  }
}

/** False when there is a newer view, or this one. */
async function upsertView(tx: EntityManager, client: string, order: Order): Promise<boolean> {
  const written: unknown[] = await tx.query(
    `INSERT INTO order_view (order_id, sequence, client, customer_id, purchase_order_number, status, view, placed_at, changed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (order_id) DO UPDATE SET sequence = excluded.sequence, status = excluded.status, view = excluded.view, changed_at = excluded.changed_at
     WHERE order_view.sequence < excluded.sequence RETURNING 1`,
    [order.orderId, order.sequence, client, order.customerId, order.purchaseOrderNumber, order.status, order, order.placedAt, order.changedAt],
  );
  return written.length > 0;
}

/**
 * Ids are given under the lock of the order's view. Several write one timeline, and readers go on after the last id they
 * saw: an id that became visible after a higher one would never be read.
 */
async function insertEntries(tx: EntityManager, orderId: string, entries: NewTimelineEntry[]): Promise<void> {
  for (const { key, at, type, outcome, system, reference, actor, attempt, durationMs, detail } of entries) {
    await tx.query(
      `INSERT INTO order_timeline (order_id, key, at, type, outcome, system_id, reference, actor, attempt, duration_ms, detail)
       SELECT order_id, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 FROM (SELECT order_id FROM order_view WHERE order_id = $1 FOR NO KEY UPDATE) AS locked
       ON CONFLICT (order_id, key) DO NOTHING`,
      [orderId, key, at, type, outcome, system ?? null, reference ?? null, actor ?? null, attempt ?? null, durationMs ?? null, detail ?? null],
    );
  }
}
