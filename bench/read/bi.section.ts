import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { memoryOf } from '../proportional-memory.js';
import { median } from '../table.js';
import { fillOrderLines } from './bi/order-lines.js';
import type { ReaderHandlers, Taken } from './bi/reader.js';
import { ratios } from './in-pairs.js';
import type { ReadRun } from './read-bench.js';
import { WebClient } from '../../test/harness/web-client.js';
import { sideOf } from './rig.js';
import { startWorker } from './worker.js';

const formats = ['csv', 'ndjson', 'parquet'] as const;
const pageRows = 1_000;
const pagesInAWindow = 30;
/** A process that has just started holds what its start took, until it has been idle for a while: `npm run memory` waits as long. */
const settleMs = 60_000;
const lookAtMemoryEveryMs = 100;

const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Order lines taken out as files, beside COPY; a page of the OData feed beside its SQL. No process is bound to a core: COPY has two of them to use. */
export async function bi({ plan, rig, figures, say }: ReadRun): Promise<void> {
  const strata = await rig.product({ pinned: false });
  const reader = await startWorker<ReaderHandlers>(join(import.meta.dirname, 'bi/reader.ts'));
  try {
    const databaseUrl = await strata.databaseUrl();
    const analyst = new WebClient(strata.baseUrl, strata.as('bi'));
    const [pid = 0] = (await sideOf(strata)).pids;
    const { items } = (await analyst.get('/bi/v1/exports')).body as { items: { set: string; key: string; columns: { name: string }[] }[] };
    const lines = items.find(({ set }) => set === 'order-lines');
    if (!lines) throw new Error(`no order lines among ${items.map(({ set }) => set).join(', ')}`);
    await fillOrderLines(databaseUrl, plan.rows);
    say(`${plan.rows} order lines are there`);

    const columns = lines.columns.map(({ name }) => snake(name)).join(', ');
    say(`${settleMs / 1000} s until the platform is at rest`);
    await sleep(settleMs);
    const idle = memoryOf(pid);
    const exported = async (format: (typeof formats)[number]) => reader.ask('export', { origin: strata.baseUrl, headers: await analyst.credentials(), path: `/bi/v1/exports/${lines.set}?format=${format}`, format });
    const taken = Object.fromEntries(['copy', ...formats].map((name) => [name, [] as Taken[]]));
    const peak = Object.fromEntries(formats.map((name) => [name, idle]));
    for (let pair = 1; pair <= plan.pairs; pair += 1) {
      taken['copy']?.push(await reader.ask('copy', { databaseUrl, statement: `COPY (SELECT ${columns} FROM fact_order_line) TO STDOUT (FORMAT csv)` }));
      for (const format of formats) {
        const { value, most } = await withMostMemory(pid, () => exported(format));
        taken[format]?.push(value);
        peak[format] = Math.max(peak[format] ?? 0, most);
      }
      for (const [name, all] of Object.entries(taken)) if (all.at(-1)?.rows !== plan.rows) throw new Error(`${name} brought ${all.at(-1)?.rows} rows, expected ${plan.rows}`);
      say(`pair ${pair} of ${plan.pairs}: ${Object.entries(taken).map(([name, all]) => `${name} ${rateOf(all.at(-1)!).toFixed(0)} rows/s`).join(', ')}`);
    }
    const { most: mostOfTwo } = await withMostMemory(pid, () => Promise.all([exported('ndjson'), exported('parquet')]));
    figures.put('bi.rows', plan.rows, 'order lines');
    figures.put('bi.idleMemory', idle, 'MB');
    figures.put('bi.copy.rate', (taken['copy'] ?? []).map(rateOf), 'rows/s');
    for (const format of formats) {
      const rates = (taken[format] ?? []).map(rateOf);
      figures.put(`bi.${format}.rate`, rates, 'rows/s');
      figures.put(`bi.${format}.rateOfCopy`, ratios(rates, (taken['copy'] ?? []).map(rateOf)), 'of COPY');
      figures.put(`bi.${format}.megabytes`, (taken[format]?.at(-1)?.bytes ?? 0) / 1e6, 'MB');
      figures.put(`bi.${format}.memoryOverIdle`, (peak[format] ?? 0) - idle, 'MB at the peak', { atMost: 200 });
    }
    figures.put('bi.twoAtOnce.memoryOverIdle', mostOfTwo - idle, 'MB at the peak', { atMost: 200 });

    const statement = `SELECT ${columns} FROM fact_order_line WHERE NOT deleted ORDER BY ${snake(lines.key)} LIMIT ${pageRows}`;
    const asked = { origin: strata.baseUrl, headers: await analyst.credentials(), path: `/bi/v1/odata/OrderLines?$top=${pageRows}`, rows: pageRows, databaseUrl, statement, times: pagesInAWindow };
    await reader.ask('pages', asked);
    const pages: number[] = [];
    const queries: number[] = [];
    for (let pair = 1; pair <= plan.pairs; pair += 1) {
      const window = await reader.ask('pages', asked);
      pages.push(median(window.pages));
      queries.push(median(window.queries));
    }
    figures.put('bi.odataPageOfSql', ratios(pages, queries), `times the SQL of ${pageRows} rows`, { atMost: 2 });
    figures.put('bi.odataPage', pages, 'ms');
    figures.put('bi.odataPageSql', queries, 'ms');
  } finally {
    await Promise.all([reader.stop(), strata.stop()]);
  }
}

function rateOf({ rows, ms }: Taken): number {
  return (rows / ms) * 1000;
}

/** @returns the most memory of the process, in MB, while the work went on */
async function withMostMemory<T>(pid: number, work: () => Promise<T>): Promise<{ value: T; most: number }> {
  let most = 0;
  const look = () => (most = Math.max(most, memoryOf(pid)));
  const timer = setInterval(look, lookAtMemoryEveryMs);
  try {
    const value = await work();
    look();
    return { value, most };
  } finally {
    clearInterval(timer);
  }
}
