/** Who takes out what analysts want, in a process of its own: by the product, and from the database itself. */
import { parquetMetadata } from 'hyparquet';
import { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { Pool } from 'undici';
import { serveParent } from '../worker.js';
import { RowCount, Tail } from './counting.js';

export interface Taken {
  rows: number;
  bytes: number;
  ms: number;
}

/** The footer names every group of rows: so much of the end holds it. */
const footerBytes = 8 * 1024 * 1024;

async function connected<T>(databaseUrl: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

interface Asked {
  origin: string;
  headers: Record<string, string>;
  path: string;
}

const handlers = {
  /** @param statement `COPY ... TO STDOUT` */
  copy: ({ databaseUrl, statement }: { databaseUrl: string; statement: string }) =>
    connected(databaseUrl, async (client): Promise<Taken> => {
      const from = performance.now();
      const rows = new RowCount();
      for await (const chunk of client.query(copyTo(statement))) rows.see(chunk as Buffer);
      return { rows: rows.lines, bytes: rows.bytes, ms: performance.now() - from };
    }),

  /** @param format `csv` has a line more than rows */
  export: async ({ origin, headers, path, format }: Asked & { format: 'csv' | 'ndjson' | 'parquet' }): Promise<Taken> => {
    const pool = new Pool(origin, { connections: 1, headersTimeout: 120_000, bodyTimeout: 120_000 });
    const from = performance.now();
    const { statusCode, body } = await pool.request({ method: 'GET', path, headers: { ...headers, 'accept-encoding': 'identity' } });
    if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}: ${await body.text()}`);
    const count = format === 'parquet' ? new Tail(footerBytes) : new RowCount();
    for await (const chunk of body) count.see(chunk as Buffer);
    const ms = performance.now() - from;
    await pool.close();
    return { rows: count instanceof RowCount ? count.lines - (format === 'csv' ? 1 : 0) : Number(parquetMetadata(count.buffer()).num_rows), bytes: count.bytes, ms };
  },

  /** ms that a page and the same statement took, in turns: each time until all rows are there. */
  pages: ({ origin, headers, path, rows, databaseUrl, statement, times }: Asked & { rows: number; databaseUrl: string; statement: string; times: number }) =>
    connected(databaseUrl, async (client) => {
      const pool = new Pool(origin, { connections: 1 });
      const took = { pages: [] as number[], queries: [] as number[] };
      for (let time = 0; time < times; time += 1) {
        const from = performance.now();
        const { statusCode, body } = await pool.request({ method: 'GET', path, headers });
        const text = await body.text();
        took.pages.push(performance.now() - from);
        if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}: ${text}`);
        const { value } = JSON.parse(text) as { value: unknown[] };
        if (value.length !== rows) throw new Error(`${path} has ${value.length} rows, expected ${rows}`);
        const asked = performance.now();
        await client.query(statement);
        took.queries.push(performance.now() - asked);
      }
      await pool.close();
      return took;
    }),
};
export type ReaderHandlers = typeof handlers;

serveParent(handlers);
