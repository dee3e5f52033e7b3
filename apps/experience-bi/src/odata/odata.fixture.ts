import type { AddressInfo } from 'node:net';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DataSource } from 'typeorm';
import { createHttpApp, type StrataConfig } from '#edge';
import { openDoor } from '#edge/open-door';
import { migratedDatabase } from '#store/fixture';
import { ExperienceBiModule } from '../experience-bi.module.js';

@Module({})
class FeedApp {}

const orderId = (index: number) => `019f0000-0000-7000-8000-${String(index).padStart(12, '0')}`;
const statuses = ['paid', 'shipped', 'on-hold'];

export type Row = Record<string, unknown>;

interface FeedBody extends Row {
  '@odata.context'?: string;
  '@odata.nextLink'?: string;
  '@odata.deltaLink'?: string;
  value: Row[];
  error?: { code: string; message: string; target?: string; details?: Row[] };
}

export interface FeedAnswer {
  status: number;
  headers: Headers;
  text: string;
  body: FeedBody;
}

/** The feed over HTTP, above a star schema of twelve orders, each with two lines, of three customers. */
export class FeedDoor {
  private constructor(
    private readonly app: NestFastifyApplication,
    readonly db: DataSource,
    readonly baseUrl: string,
  ) {}

  static async open(): Promise<FeedDoor> {
    const { url, db } = await migratedDatabase();
    await fill(db);
    const config = { database: { url, connections: 3 } } as StrataConfig;
    const app = await createHttpApp({ module: FeedApp, imports: [openDoor(), ExperienceBiModule.register(config)] }, false);
    const server = app.getHttpServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new FeedDoor(app, db, `http://127.0.0.1:${(server.address() as AddressInfo).port}/bi/v1/odata`);
  }

  readonly order = orderId;

  /** @param path below the feed, or a link that it gave; options are percent-encoded here */
  async get(path: string, options: Record<string, string> = {}, headers: Record<string, string> = {}, method = 'GET'): Promise<FeedAnswer> {
    const query = Object.entries(options).map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
    const url = path.startsWith('http') ? path : `${this.baseUrl}${path}${query === '' ? '' : `?${query}`}`;
    const answer = await fetch(url, { headers, method });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.includes('json');
    return { status: answer.status, headers: answer.headers, text, body: (isJson ? JSON.parse(text) : { value: [] }) as FeedBody };
  }

  /** Rows of an answer. Throws what was answered instead. */
  async rows(path: string, options: Record<string, string> = {}, headers: Record<string, string> = {}): Promise<Row[]> {
    const { status, body, text } = await this.get(path, options, headers);
    if (status !== 200) throw new Error(`${status} ${text}`);
    return body.value;
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.db.destroy();
  }
}

async function fill(db: DataSource): Promise<void> {
  await db.query(`
    INSERT INTO dim_customer (customer_id, system_id, number, name, city, country, blocked) VALUES
      ('c1', 'erp', '1', 'O''Brien & Söhne', 'Berlin', 'DE', false), ('c2', 'erp', '2', 'Lumière 100%', 'Lyon', 'FR', false), ('c3', 'erp', '3', 'nobody_knows', null, null, true);
    INSERT INTO dim_item (item_id, system_id, number, name, unit, sellable) VALUES ('i1', 'erp', 'TG1', 'Pump', 'PCE', true), ('i2', 'erp', 'TG2', 'Valve', 'PCE', true);
  `);
  for (let index = 1; index <= 12; index += 1) {
    const [id, customer, status] = [orderId(index), `c${(index % 3) + 1}`, statuses[index % 3]];
    // Every fourth has no amount yet.
    const total = index % 4 === 0 ? null : `${index}.50`;
    const placedAt = new Date(Date.UTC(2026, index - 1, index, 23, 30)).toISOString();
    await db.query(
      `INSERT INTO fact_order (order_id, system_id, customer_id, purchase_order_number, status, currency, total, line_count, placed_on, placed_at, sequence, changed_at)
       VALUES ($1, 'erp', $2, $3, $4, 'EUR', $5, 2, $6::timestamptz AT TIME ZONE 'UTC', $6, $7, $6)`,
      [id, customer, `PO-${index}`, status, total, placedAt, index],
    );
    await db.query(
      `INSERT INTO fact_order_line (line_id, order_id, position, customer_id, item_id, status, quantity, delivered_quantity, invoiced_quantity, returned_quantity, unit, unit_price, net, currency, placed_on)
       SELECT $1::text || '-' || n, $1::uuid, n, $2, 'i' || n, 'open', n * 1.5, 0, 0, 0, 'PCE', 2.25, n * 1.5 * 2.25, 'EUR', $3::timestamptz AT TIME ZONE 'UTC' FROM generate_series(1, 2) AS n`,
      [id, customer, placedAt],
    );
  }
}
