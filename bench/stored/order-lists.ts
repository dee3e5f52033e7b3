import type { Client } from 'pg';
import { Pool } from 'undici';
import type { WebClient } from '../../test/harness/web-client.js';
import { closedLoop, type Pace } from '../closed-loop.js';

const callers = 16;
const windowMs = 700;

interface Sample {
  orderId: string;
  customerId: string;
  purchaseOrderNumber: string;
  salesOrderId: string;
  deliveryId: string;
  invoiceId: string;
}

export interface ListQuery {
  name: string;
  path(): string;
}

/** With the credentials of an order desk. */
interface Calls {
  pool: Pool;
  headers: Record<string, string>;
}

/** Lists of orders as people and front ends ask for them, each time for another order of those that are stored. */
export class OrderLists {
  readonly queries: ListQuery[];
  private readonly calls: Calls;

  private constructor(calls: Calls, samples: Sample[], cursors: string[]) {
    this.calls = calls;
    const process = '/order-to-cash/v1/orders';
    const any = <T>(of: readonly T[]) => of[Math.floor(Math.random() * of.length)];
    const by = (...keys: (keyof Sample)[]) => {
      const sample = any(samples);
      return new URLSearchParams(Object.fromEntries(keys.map((key) => [key, sample?.[key] ?? '']))).toString();
    };
    const query = (name: string, path: () => string): ListQuery => ({ name, path });
    this.queries = [
      query('all, first page', () => process),
      query('all, a later page', () => `${process}?cursor=${any(cursors)}`),
      query('orderId', () => `${process}?${by('orderId')}`),
      query('purchaseOrderNumber', () => `${process}?${by('purchaseOrderNumber')}`),
      query('salesOrderId', () => `${process}?${by('salesOrderId')}`),
      query('deliveryId', () => `${process}?${by('deliveryId')}`),
      query('invoiceId', () => `${process}?${by('invoiceId')}`),
      query('customerId', () => `${process}?${by('customerId')}`),
      query('status=closed', () => `${process}?status=closed`),
      query('status=on-hold', () => `${process}?status=on-hold`),
      query('status=rejected: none', () => `${process}?status=rejected`),
      query('customerId, status=on-hold', () => `${process}?${by('customerId')}&status=on-hold`),
      query('customerId, invoiceId', () => `${process}?${by('customerId', 'invoiceId')}`),
      query('web: all', () => '/web/v1/orders'),
      query('web: customerId', () => `/web/v1/orders?${by('customerId')}`),
    ];
  }

  static async open(desk: WebClient, database: Client): Promise<OrderLists> {
    const document = (type: string) => `(SELECT document_id FROM order_reference r WHERE r.order_id = v.order_id AND type = '${type}' LIMIT 1)`;
    const { rows } = await database.query<Sample>(
      `SELECT order_id AS "orderId", customer_id AS "customerId", purchase_order_number AS "purchaseOrderNumber",
         ${document('sales-order')} AS "salesOrderId", ${document('delivery')} AS "deliveryId", ${document('invoice')} AS "invoiceId"
       FROM (SELECT * FROM order_view WHERE status = 'closed' AND purchase_order_number LIKE 'PO-%' ORDER BY random() LIMIT 500) v`,
    );
    const calls = { pool: new Pool(desk.baseUrl, { connections: callers }), headers: await desk.credentials() };
    const cursors: string[] = [];
    for (let cursor: string | undefined; cursors.length < 5; ) {
      const next = (await read(calls, `/order-to-cash/v1/orders?limit=100${cursor === undefined ? '' : `&cursor=${cursor}`}`)).next;
      if (next === undefined) break;
      cursors.push(next);
      cursor = next;
    }
    return new OrderLists(calls, rows, cursors);
  }

  measure({ path }: ListQuery): Promise<Pace> {
    return closedLoop(() => read(this.calls, path()), { concurrency: callers, orders: 5_000, ms: windowMs });
  }

  close(): Promise<void> {
    return this.calls.pool.close();
  }
}

async function read({ pool, headers }: Calls, path: string): Promise<{ items: unknown[]; next?: string }> {
  const { statusCode, body } = await pool.request({ method: 'GET', path, headers });
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`GET ${path} was answered ${statusCode}: ${text}`);
  return JSON.parse(text) as { items: unknown[]; next?: string };
}
