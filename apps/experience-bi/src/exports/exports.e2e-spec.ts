import { once } from 'node:events';
import { get as httpGet, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createHttpApp, type StrataConfig } from '#edge';
import { openDoor } from '#edge/open-door';
import { migratedDatabase } from '#store/fixture';
import { ExperienceBiModule } from '../experience-bi.module.js';
import { ExportGate, exportsAtOnce } from './export-gate.js';

/** Rows of 250 bytes: more than all buffers on the way to a reader hold. */
const many = 80_000;

let db: DataSource;
let app: NestFastifyApplication;
let port: number;

beforeAll(async () => {
  const made = await migratedDatabase();
  db = made.db;
  await db.query(
    `INSERT INTO dim_customer (customer_id, system_id, number, name, city, blocked) SELECT 'c' || lpad(n::text, 6, '0'), 'erp', n::text, repeat('name ', 30), 'Delft', false FROM generate_series(1, $1::int) AS n`,
    [many],
  );

  @Module({ imports: [openDoor(), ExperienceBiModule.register({ database: { url: made.url, connections: 6 }, locate: () => '' } as unknown as StrataConfig)] })
  class Door {}

  app = await createHttpApp(Door, false);
  await new Promise<void>((resolve) => void app.getHttpServer().listen(0, '127.0.0.1', resolve));
  ({ port } = app.getHttpServer().address() as AddressInfo);
});
afterAll(async () => {
  await app.close();
  await db.destroy();
});

const get = (path: string) => request(app.getHttpServer()).get(`/bi/v1/exports${path}`);
/** Supertest itself would keep what it does not know as bytes. */
const getText = (path: string) =>
  get(path).buffer(true).parse((response, done) => {
    let text = '';
    response.on('data', (part) => (text += String(part)));
    response.on('end', () => done(null, text));
  });
const horizonOf = async (set: string): Promise<string> => (await get(`/${set}?limit=1`)).headers['strata-export-until'] as string;

describe('the sets', () => {
  it('are told with their keys and columns', async () => {
    const { body } = (await get('').expect(200)) as { body: { items: { set: string; key: string; columns: { name: string }[] }[] } };
    expect(body.items.map(({ set, key }) => [set, key])).toEqual([
      ['orders', 'orderId'], ['order-lines', 'lineId'], ['deliveries', 'deliveryKey'], ['invoices', 'invoiceKey'], ['payments', 'paymentKey'], ['customers', 'customerId'], ['items', 'itemId'], ['dates', 'date'],
    ]);
    expect(body.items.every(({ columns }) => columns.at(-1)?.name === 'deleted')).toBe(true);
  });
});

describe('an export', () => {
  it.each([
    ['ndjson', 'application/x-ndjson', '{"date":"2015-01-01","year":2015,"weekdayName":"Thursday"}\n'],
    ['csv', 'text/csv; charset=utf-8; header=present', 'date,year,weekdayName\n2015-01-01,2015,Thursday\n'],
  ])('comes as %s with the columns that were asked for, the key first', async (format, type, text) => {
    const answer = await getText(`/dates?format=${format}&columns=year,weekdayName&limit=1`);
    expect([answer.status, answer.headers['content-type'], answer.body]).toEqual([200, type, text]);
    expect(answer.headers).toMatchObject({ 'content-disposition': `attachment; filename="dates.${format}"`, 'cache-control': 'no-store', 'strata-export-until': expect.stringMatching(/^[\w-]+$/) });
  });

  it.each([
    ['/dates?colour=red', 400, '/colour', /expected one of format, since, until, after, columns, limit, formulas/],
    ['/dates?format=xml', 400, '/format', /one of ndjson, csv, parquet/],
    ['/dates?columns=date,colour', 400, '/columns', /colour is no column of dates; expected some of date, year/],
    ['/dates?limit=0', 400, '/limit', /limit/],
    ['/dates?limit=100000001', 400, '/limit', /limit/],
    ['/dates?after=yesterday', 400, '/after', /such as 2026-01-31/],
    ['/dates?after=2026-13-45', 400, '/after', /such as 2026-01-31/],
    ['/dates?after=2026-02-30', 400, '/after', /such as 2026-01-31/],
    ['/dates?after=0000-01-01', 400, '/after', /such as 2026-01-31/],
    [`/orders?after=${encodeURIComponent(`' OR 1=1`)}`, 400, '/after', /a UUID/],
    ['/dates?since=x', 400, '/since', /token that an earlier answer gave/],
    ['/dates?until=x', 400, '/until', /token that an earlier answer gave/],
    ['/people', 404, undefined, /expected one of orders, order-lines/],
  ])('of %s is refused', async (path, status, pointer, detail) => {
    const { body, ...answer } = await get(path);
    expect([answer.status, (body as { errors?: { pointer: string }[] }).errors?.[0]?.pointer]).toEqual([status, pointer]);
    expect((body as { detail: string }).detail).toMatch(detail);
  });

  it.each(['since', 'until'])('with a token of another set as %s is gone, and says how to start over', async (name) => {
    const { status, body } = await get(`/dates?${name}=${await horizonOf('customers')}`);
    expect([status, body]).toMatchObject([410, { kind: 'gone', reason: 'token-gone', detail: expect.stringContaining('to start over, leave since and until out') }]);
  });

  it('with an until that is older than its since is refused', async () => {
    const before = await horizonOf('customers');
    await db.query(`UPDATE dim_customer SET city = 'Breda', changed_tx = pg_current_xact_id() WHERE customer_id = 'c000001'`);
    const { status, body } = await get(`/customers?since=${await horizonOf('customers')}&until=${before}`);
    expect([status, body]).toMatchObject([400, { errors: [{ pointer: '/until' }] }]);
  });

  it('since a token is what changed, and keeps its horizon when it is gone on with', async () => {
    const since = await horizonOf('customers');
    await db.query(`UPDATE dim_customer SET city = 'Gouda', changed_tx = pg_current_xact_id() WHERE customer_id IN ('c000010', 'c000020')`);
    await db.query(`UPDATE dim_customer SET deleted = true, changed_tx = pg_current_xact_id() WHERE customer_id = 'c000030'`);
    const first = await getText(`/customers?since=${since}&columns=city,deleted&limit=1`);
    const until = first.headers['strata-export-until'] as string;
    await db.query(`UPDATE dim_customer SET city = 'later', changed_tx = pg_current_xact_id() WHERE customer_id = 'c000015'`);
    const rest = await getText(`/customers?since=${since}&until=${until}&after=c000010&columns=city,deleted`);
    expect(rest.headers['strata-export-until']).toBe(until);
    const rows = [first, rest].flatMap(({ body }) => (body as string).trim().split('\n').map((line) => JSON.parse(line) as object));
    expect(rows).toEqual([
      { customerId: 'c000010', city: 'Gouda', deleted: false },
      { customerId: 'c000020', city: 'Gouda', deleted: false },
      { customerId: 'c000030', city: 'Delft', deleted: true },
    ]);
  });
});

describe('readers who take their time', () => {
  /** An export whose bytes are not taken. Who left before frees a place in a moment. */
  async function begun(headers = {}): Promise<IncomingMessage> {
    const [response] = (await once(httpGet({ port, host: '127.0.0.1', path: '/bi/v1/exports/customers', agent: false, headers }), 'response')) as [IncomingMessage];
    if (response.statusCode === 503) return sleep(20).then(() => begun(headers));
    onTestFinished(() => void response.destroy());
    return response;
  }
  async function inUse(): Promise<number> {
    const rows: object[] = await db.query(`SELECT 1 FROM pg_stat_activity WHERE application_name = 'strata-analyst' AND datname = current_database() AND (state <> 'idle' OR backend_xmin IS NOT NULL)`);
    return rows.length;
  }

  it('hold no connection and no snapshot meanwhile, are so many at most, and free their place when they leave', async () => {
    const slow = await Promise.all(Array.from({ length: exportsAtOnce }, () => begun()));
    expect(slow.map(({ statusCode }) => statusCode)).toEqual(slow.map(() => 200));
    // Until all buffers on the way are full, there is nothing in use between two statements alone.
    let quiet = 0;
    for (let tries = 0; quiet < 10 && tries < 500; tries += 1, await sleep(20)) quiet = (await inUse()) === 0 ? quiet + 1 : 0;
    expect(quiet).toBe(10);
    const refused = await get('/customers');
    expect([refused.status, refused.headers['retry-after'], refused.body]).toMatchObject([503, '10', { reason: 'too-many-exports' }]);
    slow[0]!.destroy();
    let again = 503;
    for (let tries = 0; again === 503 && tries < 100; tries += 1, await sleep(20)) again = (await get('/customers?limit=1')).status;
    expect(again).toBe(200);
  });

  it('end the statement that is running when they leave', async () => {
    const waiting = async () => ((await db.query(`SELECT 1 FROM pg_stat_activity WHERE application_name = 'strata-analyst' AND datname = current_database() AND wait_event_type = 'Lock'`)) as unknown[]).length;
    const writer = db.createQueryRunner();
    await writer.startTransaction();
    try {
      await writer.query('LOCK TABLE dim_customer');
      const reading = httpGet({ port, host: '127.0.0.1', path: '/bi/v1/exports/customers', agent: false });
      const broken = once(reading, 'error');
      await expect.poll(waiting, { timeout: 5_000 }).toBe(1);
      reading.destroy(new Error('left'));
      await broken;
      await expect.poll(waiting, { timeout: 5_000 }).toBe(0);
    } finally {
      await writer.rollbackTransaction();
      await writer.release();
    }
  });

  it.each([{}, { 'accept-encoding': 'gzip' }])('do not keep a process that ends, and do not take what they have for all of it: %o', async (headers) => {
    const slow = await begun(headers);
    await app.get(ExportGate, { strict: false }).finish(0);
    const reading = slow.resume();
    await expect(once(reading, 'end')).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(reading.complete).toBe(false);
  });
});
