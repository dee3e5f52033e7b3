import { Readable } from 'node:stream';
import { parse as parseCsv } from 'csv-parse';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analystDataSource } from '#store';
import { migratedDatabase } from '#store/fixture';
import type { ExportRange } from './export.statements.js';
import { StarExports, type ExportFormat, type ExportOptions } from './star-exports.js';
import { StarReader } from './star-reader.js';
import { starSet } from './star-sets.js';

/** More than two chunks. */
const [many, chunk] = [450, 200];
const awkward = ['plain', 'with, comma', 'a "quoted" word', 'two\nlines\n', '"', '\\N', 'back\\slash', '=1+1', '@here', '-', '＝1+1', '＠here', 'Ünïcödé ☃', ''];
/** Rows by the names of the header. */
const parse = async <Row = Record<string, string>>(bytes: Buffer): Promise<Row[]> => (await Array.fromAsync(Readable.from([bytes]).pipe(parseCsv({ columns: true })))) as Row[];
const names = starSet('customers').columns.map(({ name }) => name);

describe('a set that is taken out', () => {
  let db: DataSource;
  let readers: DataSource;
  let reader: StarReader;
  let exports: StarExports;
  let until: string;
  beforeAll(async () => {
    const made = await migratedDatabase();
    db = made.db;
    readers = await analystDataSource({ url: made.url, connections: 2 }).initialize();
    reader = new StarReader(readers);
    exports = new StarExports(reader, { copied: chunk, encoded: chunk });
    await db.query(
      `INSERT INTO dim_customer (customer_id, system_id, number, name, city, blocked, deleted)
       SELECT 'c' || lpad(n::text, 6, '0'), 'erp', n::text, ($1::text[])[1 + n % $2], CASE WHEN n % 3 = 0 THEN 'Delft' END, n % 2 = 0, n % 100 = 7 FROM generate_series(1, $3::int) AS n`,
      [awkward, awkward.length, many],
    );
    await db.query(
      `INSERT INTO fact_order (order_id, customer_id, purchase_order_number, status, currency, net, total, line_count, placed_on, placed_at, confirmed_at, hours_to_cash, sequence, changed_at)
       VALUES ('00000000-0000-7000-8000-000000000001', 'c', '+49', 'paid', 'EUR', '123456789012.3456', -0.5, 1, '2026-02-28', '2026-02-28T23:59:59.123456Z', NULL, 1.25, 1, now())`,
    );
    until = await reader.horizon();
  });
  afterAll(() => Promise.all([db.destroy(), readers.destroy()]));

  const customers = (change: Partial<ExportRange> = {}): ExportRange => ({ table: starSet('customers'), columns: names, until, ...change });
  async function taken(format: ExportFormat, range: ExportRange, options?: ExportOptions): Promise<Buffer> {
    const parts: Buffer[] = [];
    for await (const part of exports.bytes(format, range, options)) parts.push(part);
    return Buffer.concat(parts);
  }
  const linesOf = (bytes: Buffer) => bytes.toString().split('\n').slice(0, -1).map((line) => JSON.parse(line) as Record<string, unknown>);
  const expected = (): Promise<Record<string, unknown>[]> =>
    db.query(`SELECT customer_id AS "customerId", system_id AS "systemId", number, name, city, postal_code AS "postalCode", country, blocked, deleted FROM dim_customer WHERE NOT deleted ORDER BY customer_id`);

  it('is complete and in the order of its keys as NDJSON, whatever stands in it', async () => {
    expect(linesOf(await taken('ndjson', customers()))).toEqual(await expected());
  });

  it('is complete as CSV with its header, and read back by another library', async () => {
    const bytes = await taken('csv', customers(), { keepFormulas: true });
    const asText = (await expected()).map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value === null ? '' : String(value)])));
    expect(await parse(bytes)).toEqual(asText);
  });

  it('is complete as Parquet with its types, and read back by another library', async () => {
    const bytes = await taken('parquet', customers());
    const file = new Uint8Array(bytes).buffer;
    expect(parquetMetadata(file).row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([chunk, chunk, many - 5 - 2 * chunk]);
    expect(await parquetReadObjects({ file })).toEqual(await expected());
    const orders = { table: starSet('orders'), columns: starSet('orders').columns.map(({ name }) => name), until };
    const order = new Uint8Array(await taken('parquet', orders)).buffer;
    expect(parquetMetadata(order).schema.filter(({ name }) => ['net', 'placedOn', 'placedAt'].includes(name))).toMatchObject([
      { type: 'INT64', converted_type: 'DECIMAL', precision: 18, scale: 4 },
      { type: 'INT32', converted_type: 'DATE' },
      { type: 'INT64', converted_type: 'TIMESTAMP_MICROS' },
    ]);
    expect(await parquetReadObjects({ file: order })).toMatchObject([{ net: 123_456_789_012.3456, total: -0.5, tax: null, placedOn: new Date('2026-02-28'), placedAt: new Date('2026-02-28T23:59:59.123Z'), confirmedAt: null, hoursToCash: 1.25, lineCount: 1 }]);
  });

  it('without rows is a file that can be read', async () => {
    const none = customers({ after: 'z' });
    expect((await taken('ndjson', none)).toString()).toBe('');
    expect(await parse(await taken('csv', none))).toEqual([]);
    expect(await parquetReadObjects({ file: new Uint8Array(await taken('parquet', none)).buffer })).toEqual([]);
  });

  it('has no text in CSV that a spreadsheet takes for a formula, unless it is to be kept', async () => {
    const of = async (options?: ExportOptions) => new Set((await parse<{ name: string }>(await taken('csv', customers(), options))).map(({ name }) => name));
    const safe = await of();
    expect(['=1+1', '@here', '-', '＝1+1', '＠here'].filter((text) => safe.has(text))).toEqual([]);
    expect(["'=1+1", "'@here", "'-", "'＝1+1", "'＠here"].filter((text) => !safe.has(text))).toEqual([]);
    expect((await of({ keepFormulas: true })).has('=1+1')).toBe(true);
    const orders = { table: starSet('orders'), columns: ['orderId', 'purchaseOrderNumber', 'placedAt', 'total'], until };
    expect(await parse(await taken('csv', orders))).toEqual([{ orderId: '00000000-0000-7000-8000-000000000001', purchaseOrderNumber: "'+49", placedAt: '2026-02-28T23:59:59.123456Z', total: '-0.5' }]);
  });

  it.each(['ndjson', 'csv', 'parquet'] as const)('goes on after any key as %s, and ends at its limit', async (format) => {
    const rows = async (bytes: Buffer) => (format === 'ndjson' ? linesOf(bytes) : format === 'csv' ? await parse(bytes) : await parquetReadObjects({ file: new Uint8Array(bytes).buffer })).map((row) => (row as { customerId: string }).customerId);
    const all = (await expected()).map(({ customerId }) => customerId);
    const first = await rows(await taken(format, customers(), { limit: chunk + 1 }));
    const rest = await rows(await taken(format, customers({ after: first.at(-1) })));
    expect(first).toHaveLength(chunk + 1);
    expect([...first, ...rest]).toEqual(all);
  });

  it('changes nothing of what was asked while others write: those come with the next horizon, deleted ones too', async () => {
    await db.query(`UPDATE dim_customer SET name = 'renamed', changed_tx = pg_current_xact_id() WHERE customer_id = 'c000001'`);
    await db.query(`UPDATE dim_customer SET deleted = true, changed_tx = pg_current_xact_id() WHERE customer_id = 'c000002'`);
    const seen = new Set(linesOf(await taken('ndjson', customers())).map(({ customerId }) => customerId));
    expect([seen.has('c000001'), seen.has('c000002'), seen.has('c000003')]).toEqual([false, false, true]);
    const next = await reader.horizon();
    const changed = linesOf(await taken('ndjson', customers({ since: until, until: next })));
    expect(changed).toMatchObject([{ customerId: 'c000001', name: 'renamed', deleted: false }, { customerId: 'c000002', deleted: true }]);
  });

  it.each([`'; DROP TABLE dim_customer; --`, String.raw`\'; SELECT 1; --`, `') TO PROGRAM 'true`])('takes the key %s for a text', async (after) => {
    for (const format of ['ndjson', 'csv', 'parquet'] as const) await taken(format, customers({ after }), { limit: 1 });
    expect(await db.query('SELECT count(*)::int FROM dim_customer')).toEqual([{ count: many }]);
  });

  it.each(['ndjson', 'csv', 'parquet'] as const)('as %s ends the statement that is running when its reader leaves', async (format) => {
    const waiting = async () => ((await db.query(`SELECT 1 FROM pg_stat_activity WHERE application_name = 'strata-analyst' AND datname = current_database() AND wait_event_type = 'Lock'`)) as unknown[]).length;
    const writer = db.createQueryRunner();
    await writer.startTransaction();
    try {
      await writer.query('LOCK TABLE dim_customer');
      const left = new AbortController();
      const reading = Array.fromAsync(exports.bytes(format, customers(), { signal: left.signal }));
      const ended = reading.catch((error: unknown) => error);
      await expect.poll(waiting, { timeout: 5_000 }).toBe(1);
      left.abort();
      expect(await ended).toBeInstanceOf(Error);
      await expect.poll(waiting, { timeout: 5_000 }).toBe(0);
    } finally {
      await writer.rollbackTransaction();
      await writer.release();
    }
  });

  it('gives its connection back when its reader leaves, at once', async () => {
    const busy = (): Promise<unknown[]> => db.query(`SELECT 1 FROM pg_stat_activity WHERE application_name = 'strata-analyst' AND datname = current_database() AND state <> 'idle'`);
    for (const format of ['ndjson', 'csv', 'parquet'] as const) {
      for (let n = 0; n < 5; n += 1) {
        for await (const part of exports.bytes(format, customers())) if (part.length > 100) break;
      }
    }
    expect(linesOf(await taken('ndjson', customers(), { limit: 1 }))).toHaveLength(1);
    expect(await busy()).toEqual([]);
  });
});
