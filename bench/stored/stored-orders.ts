import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import { Pool } from 'undici';
import { copyIn } from './copy.js';
import { orderTables, type OrderModel } from './order-model.js';
import type { OrderKeys } from './order-template.js';

/** How orders end, by the model that is copied. */
export type Ending = 'closed' | 'shipped' | 'on-hold' | 'cancelled';

export interface Filling {
  /** Orders, over two years. */
  count: number;
  /** The newest ones have a durable object too. */
  objects: number;
  models: Record<Ending, OrderModel>;
  /** A customer's public id: others are made like it. */
  customerId: string;
}

const yearsMs = 2 * 365 * 86_400_000;
/** Older placements are forgotten: `orderToCash.idempotencyWindow`. */
const rememberedMs = 7 * 86_400_000;
const customers = 2_000;
const rowsAtOnce = 5_000;
const objectsAtOnce = 32;

/** Puts orders into PostgreSQL by COPY and into Restate by its admin API, oldest first, and has the tables analysed. */
export async function storeOrders(database: Client, restateAdmin: string, { count, objects, models, customerId }: Filling): Promise<void> {
  const now = Date.now();
  const engine = new Pool(restateAdmin, { connections: objectsAtOnce });
  try {
    for (let from = 0; from < count; from += rowsAtOnce) {
      const orders = Array.from({ length: Math.min(rowsAtOnce, count - from) }, (_, at) => orderAt(from + at, { count, now, models, customerId }));
      for (const [table, columns] of Object.entries(orderTables)) {
        const kept = table === 'placement' ? orders.filter(({ keys }) => now - keys.placedAt < rememberedMs) : orders;
        await copyIn(database, table, columns, kept.map(({ keys, model }) => model.rows[table]?.map((row) => row.of(keys)).join('') ?? '').join(''));
      }
      const withObject = orders.filter((_, at) => from + at >= count - objects);
      const next = withObject.values();
      await Promise.all(Array.from({ length: objectsAtOnce }, async () => {
        for (const { keys, model } of next) await putObject(engine, keys, model);
      }));
    }
  } finally {
    await engine.close();
  }
  await database.query('VACUUM (ANALYZE)');
}

interface StoredOrder {
  keys: OrderKeys;
  model: OrderModel;
}

/** The last twentieth, some five weeks, has orders that are not through; most buy little and some buy much. */
function orderAt(at: number, { count, now, models, customerId }: Omit<Filling, 'objects'> & { now: number }): StoredOrder {
  const recent = at > count * 0.95;
  const luck = Math.random();
  const ending: Ending = recent && luck < 0.4 ? 'shipped' : recent && luck < 0.5 ? 'on-hold' : luck > 0.98 ? 'cancelled' : 'closed';
  const model = models[ending];
  const placedAt = now - yearsMs + Math.floor(((at + Math.random()) / (count + 1)) * yearsMs);
  const number = String(at).padStart(8, '0');
  return {
    model,
    keys: {
      orderId: uuidAt(placedAt),
      customerId: customerAt(customerId, Math.floor(customers * Math.random() ** 2)),
      purchaseOrderNumber: `PO-${number}`,
      placedAt,
      documents: Array.from({ length: model.documents }, (_, document) => `${51 + document}${number}`),
    },
  };
}

function customerAt(like: string, at: number): string {
  const [system = ''] = Buffer.from(like, 'base64url').toString().split('\0');
  return Buffer.from(`${system}\0${1_000_001 + at}`).toString('base64url');
}

/** Version 7, as order ids are: they sort by time. */
function uuidAt(ms: number): string {
  const random = randomBytes(10).toString('hex');
  const hex = ms.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7${random.slice(0, 3)}-8${random.slice(3, 6)}-${random.slice(6, 18)}`;
}

/** @see https://docs.restate.dev/operate/invocation#modifying-service-state */
async function putObject(engine: Pool, keys: OrderKeys, { state }: OrderModel): Promise<void> {
  const bytes = Object.entries(state).map(([key, value]) => [key, [...Buffer.from(value.of(keys))]]);
  const { statusCode, body } = await engine.request({
    method: 'POST',
    path: '/services/o2c.Order/state',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ object_key: keys.orderId, new_state: Object.fromEntries(bytes) }),
  });
  const text = await body.text();
  if (statusCode >= 300) throw new Error(`Restate does not take the state of an order: ${statusCode} ${text}`);
}
