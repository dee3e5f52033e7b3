import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import type { Side } from './closed-loop.js';
import type { CustomerGroup, OrderBook } from './order-book.js';
import { OrderWatch } from './order-watch.js';
import type { WebClient } from '../test/harness/web-client.js';
import type { Product } from './started-product.js';

const settleWithinMs = 120_000;

/** Orders through the front door. */
export class StrataOrders {
  readonly watch: OrderWatch;
  private readonly pool: Pool;
  private readonly web: WebClient;
  private readonly orders: OrderBook;
  /** Orders whose first attempt found too many calls waiting for the ERP, so that they were dispatched later. */
  dispatchedLater = 0;

  private constructor(product: Product, watch: OrderWatch, orders: OrderBook) {
    this.watch = watch;
    this.orders = orders;
    this.web = product.web;
    this.pool = new Pool(product.baseUrl, { connections: 256 });
  }

  static async open(product: Product, orders: OrderBook): Promise<StrataOrders> {
    return new StrataOrders(product, await OrderWatch.open(product.databaseUrl), orders);
  }

  /**
   * The acknowledgement is the first change of the order's view: it is written when the ERP has taken the order.
   * @param kind `held` orders stop after the ERP has taken them, `free` ones are delivered behind the measurement
   */
  acknowledged(kind: CustomerGroup): Side {
    const placed: string[] = [];
    return {
      order: async () => {
        const orderId = await this.place(kind);
        placed.push(orderId);
        await this.watch.firstChangeOf(orderId);
      },
      settled: () => this.settled({ held: 'on-hold', free: 'shipped' }[kind], placed.splice(0)),
    };
  }

  paid(): Side {
    const placed: string[] = [];
    return {
      order: async () => {
        const orderId = await this.place('free');
        placed.push(orderId);
        await this.watch.reaches(orderId, ['paid']);
      },
      settled: () => this.settled('paid', placed.splice(0)),
    };
  }

  /** @returns the order's id */
  async place(kind: CustomerGroup): Promise<string> {
    const answer = await this.pool.request({
      method: 'POST',
      path: '/web/v1/orders',
      headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID(), ...(await this.web.credentials()) },
      body: JSON.stringify(this.orders.web(kind)),
    });
    const body = (await answer.body.json()) as { orderId: string };
    if (answer.statusCode !== 202) throw new Error(`the order was answered ${answer.statusCode}: ${JSON.stringify(body)}`);
    return body.orderId;
  }

  async close(): Promise<void> {
    await this.pool.close();
    await this.watch.close();
  }

  /** All have got as far as they can, the CRM was told, and those that were not cancelled were captured. */
  async settled(status: string, placed: string[]): Promise<void> {
    const until = Date.now() + settleWithinMs;
    for (;;) {
      const { rows } = await this.watch.database.query<{ captured: number; later: number; done: number }>(
        `SELECT count(*) FILTER (WHERE view->'axes'->>'capture' IN ('captured', 'cancelled'))::int AS captured,
           count(*) FILTER (WHERE EXISTS (SELECT FROM order_timeline t WHERE t.order_id = v.order_id AND t.key = 'create-sales-order#1' AND t.outcome = 'failed'))::int AS later,
           count(*) FILTER (WHERE status = $2 AND note_due_at IS NULL AND EXISTS (
             SELECT FROM order_timeline t WHERE t.order_id = v.order_id AND t.type = 'crm-status' AND t.outcome = 'ok'))::int AS done
         FROM order_view v WHERE order_id = ANY($1)`,
        [placed, status],
      );
      const { captured = 0, later = 0, done = 0 } = rows[0] ?? {};
      if (captured === placed.length && done === placed.length) {
        this.dispatchedLater += later;
        break;
      }
      if (Date.now() > until) throw new Error(`of ${placed.length} orders ${captured} were captured and ${done} became ${status}`);
      await sleep(250);
    }
    this.watch.forget();
  }
}
