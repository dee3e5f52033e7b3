import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { DocumentType, Order, TimelineEntry } from '#canonical';
import { isQueueing } from './backlog.js';
import { saveDisputesStatement } from './disputes.js';

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

export interface BeforePlacing {
  client: string;
  idempotencyKey: string;
  systemId: string;
  /** Public id. */
  customerId: string;
  purchaseOrderNumber: string;
}

export interface KnownBefore {
  /** The order that the same client placed under the same key. */
  placed?: PlacedOrder;
  /** Orders queue to be written into the system: a new one waits behind them. */
  queueing: boolean;
  /** The customer has used the purchase order number before. */
  repeated: boolean;
}

/** A timeline entry before it has an id. `key` makes it unique within its order: the same key is written once. */
export type NewTimelineEntry = Omit<TimelineEntry, 'id'> & { key: string };

export interface OpenReference {
  system: string;
  type: DocumentType;
  id: string;
  open: boolean;
  /** Version that the order knows: a feed does not send it again. */
  version?: string;
}

/** ERP of an order, and since when the order waits for it (ISO 8601). */
export interface OrderSystem {
  systemId?: string;
  waitingSince?: string;
}

/** Channel on which every change of an order is told, with its id. */
export const orderChannel = 'strata_order';

/** Wait before the CRM is told of a change, in ms, so that quick changes become one note. */
const noteDelayMs = 500;

/** Writes what readers see of orders. Only the process app does. */
@Injectable()
export class OrderProjection {
  constructor(@InjectDataSource() private readonly db: DataSource) {}

  /** Inserts a placement and its first view; answers false when the client used the key before. */
  async insertPlacement({ client, idempotencyKey, bodyHash, message, order }: Placement): Promise<boolean> {
    const placed: unknown[] = await this.db.query(
      `WITH placed AS (
         INSERT INTO placement (client, idempotency_key, body_hash, order_id, message, created_at)
         VALUES ($10, $11, $12, $1, $13, $8) ON CONFLICT (client, idempotency_key) DO NOTHING RETURNING order_id
       ), viewed AS (
         INSERT INTO order_view (${viewColumns}) SELECT ${viewValues} FROM placed RETURNING order_id
       ), entered AS (${entriesFor('viewed', '$14')})
       SELECT order_id FROM placed`,
      [...viewParameters(client, order), client, idempotencyKey, bodyHash, message, JSON.stringify([{ key: 'placed', at: order.placedAt, type: 'order-placed', outcome: 'ok', actor: client }])],
    );
    return placed.length > 0;
  }

  /** What is known before an order is placed, in one look: the same request, orders that queue for the system, the number used before. */
  async beforePlacing({ client, idempotencyKey, systemId, customerId, purchaseOrderNumber }: BeforePlacing): Promise<KnownBefore> {
    const [row]: (Partial<PlacedOrder> & { queueing: boolean; repeated: boolean })[] = await this.db.query(
      `SELECT p.order_id AS "orderId", p.body_hash AS "bodyHash", p.message, ${isQueueing('$3::text')} AS queueing,
         EXISTS (SELECT FROM order_view v WHERE v.customer_id = $4 AND v.purchase_order_number = $5) AS repeated
       FROM (SELECT) AS one LEFT JOIN placement p ON p.client = $1 AND p.idempotency_key = $2`,
      [client, idempotencyKey, systemId, customerId, purchaseOrderNumber],
    );
    const { orderId, bodyHash, message, queueing = false, repeated = false } = row ?? {};
    return { queueing, repeated, ...(orderId && bodyHash !== undefined && message && { placed: { orderId, bodyHash, message } }) };
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

  /** What starts an order, while its placement is remembered. */
  async messageOf(orderId: string): Promise<object | undefined> {
    const rows: { message: object }[] = await this.db.query(`SELECT message FROM placement WHERE order_id = $1`, [orderId]);
    return rows[0]?.message;
  }

  /** Forgets keys whose window is over; an order that never started keeps its message, however old. */
  async expirePlacements(windowMs: number): Promise<void> {
    await this.db.query(
      `DELETE FROM placement p WHERE created_at < now() - $1 * interval '1 millisecond'
       AND NOT EXISTS (SELECT FROM order_view v WHERE v.order_id = p.order_id AND v.sequence = 0)`,
      [windowMs],
    );
  }

  /** False when this attempt was begun before: what it did is then unknown. */
  async beginAttempt(orderId: string, step: string, attempt: number): Promise<boolean> {
    const inserted: unknown[] = await this.db.query(
      `INSERT INTO step_attempt (order_id, step, attempt, started_at) VALUES ($1, $2, $3, now()) ON CONFLICT DO NOTHING RETURNING 1`,
      [orderId, step, attempt],
    );
    return inserted.length > 0;
  }

  /** Whether this attempt was begun. */
  async hasBegun(orderId: string, step: string, attempt: number): Promise<boolean> {
    const rows: unknown[] = await this.db.query(`SELECT 1 FROM step_attempt WHERE order_id = $1 AND step = $2 AND attempt = $3`, [orderId, step, attempt]);
    return rows.length > 0;
  }

  async addToTimeline(orderId: string, entries: NewTimelineEntry[]): Promise<void> {
    if (entries.length === 0) return;
    await this.db.query(`WITH locked AS (SELECT order_id FROM order_view WHERE order_id = $1 FOR NO KEY UPDATE) ${entriesFor('locked', '$2')}`, [orderId, JSON.stringify(entries)]);
  }

  /** The view at the end of a segment, with what happened in it; a change of the label is due to be told to the CRM. An older sequence, or the same again, changes nothing. */
  async saveView(client: string, order: Order, references: OpenReference[], entries: NewTimelineEntry[], { systemId, waitingSince }: OrderSystem = {}): Promise<void> {
    await this.db.query(
      `WITH viewed AS (
         INSERT INTO order_view (${viewColumns}, system_id, waiting_since) SELECT ${viewValues}, $14::text, $15::timestamptz
         ON CONFLICT (order_id) DO UPDATE SET system_id = excluded.system_id, waiting_since = excluded.waiting_since, dispatched_at = NULL, sequence = excluded.sequence, status = excluded.status, view = excluded.view, changed_at = excluded.changed_at,
           note_due_at = CASE WHEN order_view.status <> excluded.status OR order_view.sequence = 0 THEN coalesce(order_view.note_due_at, now() + $13 * interval '1 millisecond') ELSE order_view.note_due_at END
         WHERE order_view.sequence < excluded.sequence RETURNING order_id
       ), entered AS (${entriesFor('viewed', '$10')}), referred AS (
         INSERT INTO order_reference (system_id, type, document_id, order_id, open, version)
         SELECT DISTINCT ON (r.system, r.type, r.id) r.system, r.type, r.id, viewed.order_id, r.open, r.version FROM viewed, jsonb_to_recordset($11::jsonb) AS r (system text, type text, id text, open boolean, version text)
         ON CONFLICT (system_id, type, document_id, order_id) DO UPDATE SET open = excluded.open, version = excluded.version
       )
       SELECT pg_notify($12, order_id::text) FROM viewed`,
      [...viewParameters(client, order), JSON.stringify(entries), JSON.stringify(references), orderChannel, noteDelayMs, systemId ?? null, waitingSince ?? null],
    );
  }

  /** Disputes of an order as its view has them. An older sequence, or the same again, changes nothing. */
  async saveDisputes(order: Order): Promise<void> {
    await this.db.query(...saveDisputesStatement(order));
  }
}

const viewColumns = 'order_id, sequence, client, customer_id, purchase_order_number, status, view, placed_at, changed_at';
const viewValues = '$1::uuid, $2::integer, $3::text, $4::text, $5::text, $6::text, $7::json, $8::timestamptz, $9::timestamptz';

function viewParameters(client: string, order: Order): unknown[] {
  return [order.orderId, order.sequence, client, order.customerId, order.purchaseOrderNumber, order.status, order, order.placedAt, order.changedAt];
}

/**
 * Statement that writes timeline entries, once each, of the order that the part `order` of the query holds. That part
 * holds the lock of the order's view before an id is given. Several write one timeline, and readers go on after the last
 * id they saw: an id that became visible after a higher one would never be read.
 * @param entries parameter with the entries as JSON
 */
function entriesFor(order: string, entries: string): string {
  return `INSERT INTO order_timeline (order_id, key, at, type, outcome, system_id, reference, actor, attempt, duration_ms, detail)
    SELECT ${order}.order_id, e.key, e.at, e.type, e.outcome, e.system, e.reference, e.actor, e.attempt, e."durationMs", e.detail
    FROM ${order}, jsonb_to_recordset(${entries}::jsonb)
      AS e (key text, at timestamptz, type text, outcome text, system text, reference text, actor text, attempt integer, "durationMs" integer, detail text)
    ON CONFLICT (order_id, key) DO NOTHING`;
}
