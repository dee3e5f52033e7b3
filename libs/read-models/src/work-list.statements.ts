import { v7 as uuidv7 } from 'uuid';

/** Something that a person must look at, as whoever finds it raises it. */
export interface RaisedException {
  /** What it is about; open exceptions are unique by it: `order:<orderId>:undo-failed`. */
  key: string;
  kind: string;
  /** For people. */
  reason: string;
  /** ISO 8601; now when left out. */
  since?: string;
  /** Desk or person. A later raise does not take it away from whom it was assigned to. */
  owner: string;
  /** What a person can do: names that resolving takes. */
  actions: string[];
  /** What was tried: lines for people. */
  tried: string[];
  systemId?: string;
  orderId?: string;
  /** Document or customer it is about. */
  subject?: string;
  /** Id of the exception whose replay led to this one. */
  replayOf?: string;
}

/** An exception that an order has. */
export type OrderException = Required<Pick<RaisedException, 'kind' | 'reason' | 'since' | 'owner' | 'actions' | 'tried'>>;

/** SQL and its parameters. */
export type Statement = [sql: string, parameters: unknown[]];

/** What an order has now, at most one of a kind. */
export interface ExceptionsOfOrder {
  orderId: string;
  /** ERP of the order. */
  systemId: string;
  due: OrderException[];
}

export const orderExceptionKey = (orderId: string, kind: string): string => `order:${orderId}:${kind}`;

/** What an exception ends as when nothing is left of its cause, and nobody began to do something about it. */
export const endedByItself = (by = 'strata:order-to-cash') => ({ action: 'none', by, reason: 'ended by itself' });

/** Raises; what is open already keeps its time and its owner, and is told the newer reason, attempts and actions. */
export function raiseStatement(entries: RaisedException[]): Statement {
  return [`WITH due AS (${dueFrom('$1')}) ${raiseDue}`, [rowsOf(entries)]];
}

/** Parameters of {@link syncOrders}. Of an order that comes twice, the last counts. */
export function syncParameters(orders: ExceptionsOfOrder[]): unknown[] {
  const byId = new Map(orders.map((order) => [order.orderId, order]));
  const entries = [...byId.values()].flatMap(({ orderId, systemId, due }) => due.map((each) => ({ ...each, key: orderExceptionKey(orderId, each.kind), orderId, systemId })));
  return [rowsOf(entries), [...byId.keys()].toSorted(), JSON.stringify(endedByItself())];
}

/** In the order of keys, so that two that raise at the same time do not wait for each other; the last of a key counts. */
function rowsOf(entries: RaisedException[]): string {
  const byKey = new Map(entries.map((entry) => [entry.key, { ...entry, id: uuidv7() }]));
  return JSON.stringify([...byKey.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1)));
}

const dueFrom = (parameter: string): string => `SELECT * FROM jsonb_to_recordset(${parameter}::jsonb)
  AS d (id uuid, key text, kind text, reason text, since timestamptz, owner text, actions jsonb, tried jsonb, "systemId" text, "orderId" uuid, subject text, "replayOf" uuid)`;

/**
 * What comes again after a replay of it says which one was replayed. What a person has acknowledged of an order stays
 * so until something else is to be said about it: two pieces too many are not three.
 */
const raiseDue = `INSERT INTO work_exception AS known (exception_id, key, kind, system_id, order_id, subject, reason, tried, actions, owner, state, replay_of, raised_at)
  SELECT id, key, kind, "systemId", "orderId", subject, reason, tried, actions, owner, 'open', coalesce("replayOf", (
    SELECT CASE WHEN before.resolution->>'action' IN ('retry', 'replay', 'resume') THEN before.exception_id END FROM work_exception before
    WHERE before.order_id = due."orderId" AND before.key = due.key AND before.state = 'resolved' ORDER BY before.resolved_at DESC LIMIT 1
  )), coalesce(since, now()) FROM due
  WHERE NOT EXISTS (
    SELECT FROM work_exception seen WHERE seen.order_id = due."orderId" AND seen.key = due.key AND seen.reason = due.reason AND seen.resolution->>'action' = 'acknowledge' AND seen.state = 'resolved'
    OFFSET 0 -- stays a look-up by order: as a join it would read the whole table
  )
  ON CONFLICT (key) WHERE state = 'open' DO UPDATE SET reason = excluded.reason, tried = excluded.tried, actions = excluded.actions
  WHERE (known.reason, known.tried, known.actions) IS DISTINCT FROM (excluded.reason, excluded.tried, excluded.actions)`;

/**
 * Makes the open exceptions of orders those that are due now: raises what is missing, refreshes what is open, ends the
 * rest. Repeating it changes nothing. An order that has no exceptions and had none needs no call.
 */
export const syncOrders = `WITH due AS (${dueFrom('$1')}), raised AS (${raiseDue})
  UPDATE work_exception SET state = 'resolved', resolved_at = now(), resolution = coalesce(resolution, $3::jsonb)
  WHERE order_id = ANY($2::uuid[]) AND state = 'open' AND starts_with(key, 'order:' || order_id || ':') AND key NOT IN (SELECT key FROM due)`;
