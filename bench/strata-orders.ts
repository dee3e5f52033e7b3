import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { Pool } from 'undici';
import type { Side } from './closed-loop.js';
import type { OrderBook } from './order-book.js';
import type { Product } from './started-product.js';

const settleWithinMs = 120_000;

/**
 * Orders through the front door. The acknowledgement is the first change of the order's view that the platform tells on
 * PostgreSQL's channel: it is written when the ERP has taken the order. One listener for all costs the machine least.
 */
export class StrataOrders {
  private readonly pool: Pool;
  private readonly told = new Set<string>();
  private readonly waiting = new Map<string, () => void>();

  private readonly database: Client;
  private readonly orders: OrderBook;

  private constructor(product: Product, database: Client, orders: OrderBook) {
    this.database = database;
    this.orders = orders;
    this.pool = new Pool(product.baseUrl, { connections: 256 });
    database.on('notification', ({ payload = '' }) => this.tell(payload));
  }

  static async open(product: Product, orders: OrderBook): Promise<StrataOrders> {
    const database = new Client({ connectionString: product.databaseUrl, application_name: 'strata-bench' });
    await database.connect();
    await database.query('LISTEN strata_order');
    return new StrataOrders(product, database, orders);
  }

  /** @param kind `held` orders stop after the ERP has taken them, `free` ones are delivered behind the measurement */
  side(kind: 'held' | 'free'): Side {
    const placed: string[] = [];
    return {
      order: async () => {
        const orderId = await this.place(this.orders.web(kind));
        placed.push(orderId);
        await this.acknowledged(orderId);
      },
      settled: () => this.settled(kind, placed.splice(0)),
    };
  }

  async close(): Promise<void> {
    await this.pool.close();
    await this.database.end();
  }

  private async place(order: object): Promise<string> {
    const answer = await this.pool.request({
      method: 'POST',
      path: '/web/v1/orders',
      headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      body: JSON.stringify(order),
    });
    const body = (await answer.body.json()) as { orderId: string };
    if (answer.statusCode !== 202) throw new Error(`the order was answered ${answer.statusCode}: ${JSON.stringify(body)}`);
    return body.orderId;
  }

  private tell(orderId: string): void {
    const goOn = this.waiting.get(orderId);
    this.waiting.delete(orderId);
    if (goOn) goOn();
    else this.told.add(orderId);
  }

  private async acknowledged(orderId: string): Promise<void> {
    if (this.told.delete(orderId)) return;
    await new Promise<void>((resolve) => this.waiting.set(orderId, resolve));
  }

  /** All are captured by their first attempt, the CRM was told, and free ones have left the house. */
  private async settled(kind: 'held' | 'free', placed: string[]): Promise<void> {
    const expected = { held: 'on-hold', free: 'shipped' }[kind];
    const until = Date.now() + settleWithinMs;
    for (;;) {
      const { rows } = await this.database.query<{ captured: number; done: number }>(
        `SELECT count(*) FILTER (WHERE view->'axes'->>'capture' = 'captured' AND EXISTS (
             SELECT FROM order_timeline t WHERE t.order_id = v.order_id AND t.key = 'create-sales-order#1' AND t.outcome = 'ok'))::int AS captured,
           count(*) FILTER (WHERE status = $2 AND EXISTS (
             SELECT FROM order_timeline t WHERE t.order_id = v.order_id AND t.type = 'crm-status' AND t.outcome = 'ok'))::int AS done
         FROM order_view v WHERE order_id = ANY($1)`,
        [placed, expected],
      );
      const { captured = 0, done = 0 } = rows[0] ?? {};
      if (captured === placed.length && done === placed.length) break;
      if (Date.now() > until) throw new Error(`of ${placed.length} orders ${captured} were captured at once and ${done} became ${expected}`);
      await sleep(250);
    }
    this.told.clear();
  }
}
