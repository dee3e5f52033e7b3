import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { request } from 'undici';
import { copyOut } from './copy.js';
import { OrderTemplate, type OrderKeys } from './order-template.js';

/** Tables that hold something of an order. What is given by the database, a timeline's ids, is left out. */
export const orderTables: Record<string, string[]> = {
  order_view: ['order_id', 'sequence', 'client', 'customer_id', 'purchase_order_number', 'status', 'view', 'placed_at', 'changed_at', 'note_due_at', 'note_failures', 'system_id', 'waiting_since', 'dispatched_at', 'told_at'],
  order_timeline: ['order_id', 'key', 'at', 'type', 'outcome', 'system_id', 'reference', 'actor', 'attempt', 'duration_ms', 'detail'],
  order_reference: ['system_id', 'type', 'document_id', 'order_id', 'open', 'version'],
  step_attempt: ['order_id', 'step', 'attempt', 'started_at'],
  placement: ['client', 'idempotency_key', 'body_hash', 'order_id', 'message', 'created_at'],
  work_exception: ['exception_id', 'key', 'kind', 'system_id', 'order_id', 'subject', 'reason', 'tried', 'actions', 'owner', 'state', 'resolution', 'replay_of', 'raised_at', 'resolved_at'],
};

/** A real order, after which others are made: its rows by table, and the state of its durable object by key. */
export interface OrderModel {
  rows: Record<string, OrderTemplate[]>;
  state: Record<string, OrderTemplate>;
  /** How many documents it has. */
  documents: number;
}

/** Reads an order that has come to rest. */
export async function modelOf(database: Client, restateAdmin: string, orderId: string): Promise<OrderModel> {
  const keys = await keysOf(database, orderId);
  const rows = await inTurn(Object.entries(orderTables), async ([table, columns]) => {
    const lines = await copyOut(database, `SELECT ${columns.join(', ')} FROM ${table} WHERE order_id = '${orderId}'`);
    return [table, lines.map((line) => new OrderTemplate(`${line}\n`, keys))] as const;
  });
  const entries = await stateOf(restateAdmin, orderId);
  return {
    rows: Object.fromEntries(rows),
    state: Object.fromEntries(entries.map(({ key, value }) => [key, new OrderTemplate(value, keys)])),
    documents: keys.documents.length,
  };
}

async function keysOf(database: Client, orderId: string): Promise<OrderKeys> {
  const { rows } = await database.query<Omit<OrderKeys, 'placedAt'> & { placedAt: Date }>(
    `SELECT order_id AS "orderId", customer_id AS "customerId", purchase_order_number AS "purchaseOrderNumber", placed_at AS "placedAt",
       ARRAY(SELECT document_id FROM order_reference r WHERE r.order_id = v.order_id ORDER BY type, document_id) AS documents
     FROM order_view v WHERE order_id = $1`,
    [orderId],
  );
  const [row] = rows;
  if (!row) throw new Error(`there is no order ${orderId}`);
  return { ...row, placedAt: row.placedAt.getTime() };
}

interface StateEntry {
  key: string;
  value: string;
}

async function stateOf(restateAdmin: string, orderId: string): Promise<StateEntry[]> {
  // The engine's tables follow what it runs with a little delay.
  for (let tries = 0; tries < 20; tries += 1) {
    const { body } = await request(`${restateAdmin}/query`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query: `SELECT key, value_utf8 AS value FROM state WHERE service_name = 'o2c.Order' AND service_key = '${orderId}'` }),
    });
    const { rows } = (await body.json()) as { rows: StateEntry[] };
    if (rows.length > 0) return rows;
    await sleep(250);
  }
  throw new Error(`Restate has no state of order ${orderId}`);
}

/** One connection does one thing at a time. */
async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (const item of items) done.push(await work(item));
  return done;
}
