import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { DocumentType, Order, TimelineEntry } from '#canonical';
import { Prepared } from '#store';
import { isQueueing } from './backlog.js';
import { saveDisputesStatement } from './disputes.js';
import { addToTimelines, beginAttempts, insertPlacements, saveViews } from './order-projection.statements.js';
import { Together } from './together.js';

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

/** What readers see of an order at the end of a segment, and what happened in it. */
interface SavedView {
  client: string;
  order: Order;
  references: OpenReference[];
  entries: NewTimelineEntry[];
  system: OrderSystem;
}

interface Attempt {
  orderId: string;
  step: string;
  attempt: number;
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

/** Writes what readers see of orders. Only the process app does. Orders that write at the same time share a statement. */
@Injectable()
export class OrderProjection {
  private readonly placing = new Together((placements: Placement[]) => this.insertAll(placements));
  private readonly beginning = new Together((attempts: Attempt[]) => this.beginAll(attempts));
  private readonly entering = new Together((timelines: { orderId: string; entries: NewTimelineEntry[] }[]) => this.enterAll(timelines));
  private readonly viewing = new Together((views: SavedView[]) => this.saveAll(views));
  private readonly statements;

  constructor(@InjectDataSource() private readonly db: DataSource) {
    this.statements = {
      before: new Prepared<Partial<PlacedOrder> & { queueing: boolean; repeated: boolean }>(db, before),
      insert: new Prepared<{ orderId: string }>(db, insertPlacements),
      begin: new Prepared<Attempt>(db, beginAttempts),
      enter: new Prepared(db, addToTimelines),
      save: new Prepared(db, saveViews),
    };
  }

  /** Inserts a placement and its first view; answers false when the client used the key before. */
  insertPlacement(placement: Placement): Promise<boolean> {
    return this.placing.ask(placement);
  }

  /** What is known before an order is placed, in one look: the same request, orders that queue for the system, the number used before. */
  async beforePlacing({ client, idempotencyKey, systemId, customerId, purchaseOrderNumber }: BeforePlacing): Promise<KnownBefore> {
    const [row] = await this.statements.before.run([client, idempotencyKey, systemId, customerId, purchaseOrderNumber]);
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
  beginAttempt(orderId: string, step: string, attempt: number): Promise<boolean> {
    return this.beginning.ask({ orderId, step, attempt });
  }

  /** Whether this attempt was begun. */
  async hasBegun(orderId: string, step: string, attempt: number): Promise<boolean> {
    const rows: unknown[] = await this.db.query(`SELECT 1 FROM step_attempt WHERE order_id = $1 AND step = $2 AND attempt = $3`, [orderId, step, attempt]);
    return rows.length > 0;
  }

  /** Each key once. */
  async addToTimeline(orderId: string, entries: NewTimelineEntry[]): Promise<void> {
    if (entries.length > 0) await this.entering.ask({ orderId, entries });
  }

  /** The view at the end of a segment, with what happened in it; a change of the label is due to be told to the CRM. An older sequence, or the same again, changes nothing. */
  saveView(client: string, order: Order, references: OpenReference[], entries: NewTimelineEntry[], system: OrderSystem = {}): Promise<void> {
    return this.viewing.ask({ client, order, references, entries, system });
  }

  /** Disputes of an order as its view has them. An older sequence, or the same again, changes nothing. */
  async saveDisputes(order: Order): Promise<void> {
    await this.db.query(...saveDisputesStatement(order));
  }

  private async insertAll(placements: Placement[]): Promise<boolean[]> {
    const sorted = placements.toSorted((a, b) => ascending(a.client, b.client) || ascending(a.idempotencyKey, b.idempotencyKey));
    const views = sorted.map(({ client, idempotencyKey, bodyHash, message, order }) => ({ ...viewRow(client, order), idempotencyKey, bodyHash, message }));
    const entries = sorted.map(({ client, order: { orderId, placedAt } }) => ({ orderId, key: 'placed', at: placedAt, type: 'order-placed', outcome: 'ok', actor: client }));
    const placed = await this.statements.insert.run([JSON.stringify(views), JSON.stringify(entries)]);
    const orderIds = new Set(placed.map(({ orderId }) => orderId));
    return placements.map(({ order }) => orderIds.has(order.orderId));
  }

  private async beginAll(attempts: Attempt[]): Promise<boolean[]> {
    const keyOf = ({ orderId, step, attempt }: Attempt) => `${orderId}:${attempt}:${step}`;
    const sorted = attempts.toSorted((a, b) => ascending(keyOf(a), keyOf(b)));
    const begun = await this.statements.begin.run([JSON.stringify(sorted)]);
    // Of two that ask for the same attempt at once, one has begun it.
    const left = new Set(begun.map(keyOf));
    return attempts.map((attempt) => left.delete(keyOf(attempt)));
  }

  private async enterAll(timelines: { orderId: string; entries: NewTimelineEntry[] }[]): Promise<void[]> {
    await this.statements.enter.run([entryRows(timelines)]);
    return timelines.map(() => undefined);
  }

  private async saveAll(views: SavedView[]): Promise<void[]> {
    const sorted = views.toSorted((a, b) => ascending(a.order.orderId, b.order.orderId));
    const rows = sorted.map(({ client, order, system: { systemId, waitingSince } }) => ({ ...viewRow(client, order), systemId, waitingSince }));
    const entries = entryRows(sorted.map(({ order: { orderId }, entries: own }) => ({ orderId, entries: own })));
    const references = sorted.flatMap(({ order: { orderId }, references: own }) => once(own).map((reference) => ({ orderId, ...reference })));
    await this.statements.save.run([JSON.stringify(rows), entries, JSON.stringify(references), orderChannel, noteDelayMs]);
    return views.map(() => undefined);
  }
}

const before = `SELECT p.order_id AS "orderId", p.body_hash AS "bodyHash", p.message, ${isQueueing('$3::text')} AS queueing,
    EXISTS (SELECT FROM order_view v WHERE v.customer_id = $4 AND v.purchase_order_number = $5) AS repeated
  FROM (SELECT) AS one LEFT JOIN placement p ON p.client = $1 AND p.idempotency_key = $2`;

const ascending = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function viewRow(client: string, order: Order): object {
  const { orderId, sequence, customerId, purchaseOrderNumber, status, placedAt, changedAt } = order;
  return { orderId, sequence, client, customerId, purchaseOrderNumber, status, view: order, placedAt, changedAt };
}

/** In the order of the orders' ids, those of an order as they came. */
function entryRows(timelines: { orderId: string; entries: NewTimelineEntry[] }[]): string {
  const sorted = timelines.toSorted((a, b) => ascending(a.orderId, b.orderId));
  return JSON.stringify(sorted.flatMap(({ orderId, entries }) => entries.map((entry) => ({ orderId, ...entry }))).map((entry, n) => ({ n, ...entry })));
}

/** A statement cannot write one reference twice. The first says what is known of it. */
function once(references: OpenReference[]): OpenReference[] {
  const isSame = (a: OpenReference, b: OpenReference) => a.system === b.system && a.type === b.type && a.id === b.id;
  return references.filter((reference, index) => references.findIndex((each) => isSame(each, reference)) === index);
}
