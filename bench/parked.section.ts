import { setTimeout as sleep } from 'node:timers/promises';
import type { Run } from './bench.js';
import { closedLoop } from './closed-loop.js';
import { OrderBook } from './order-book.js';
import { memoryOf } from './proportional-memory.js';
import { startProduct, type Product } from './started-product.js';
import { StrataOrders } from './strata-orders.js';
import { table } from './table.js';

const wholeErp = '/order-to-cash/v1/switches/sandbox/*';
/** Memory is read when nothing has been asked for this long. */
const quietMs = 20_000;
const drainWithinMs = 20 * 60_000;

interface Backlog {
  waiting: number;
  captured: number;
  shipped: number;
}

/** Orders that are taken while the ERP is switched off: what they cost in memory, and how fast they go on afterwards. */
export async function parked({ say, parked: count }: Run): Promise<void> {
  const product = await startProduct();
  try {
    // As many customers as there are: orders of one customer go into the ERP one after the other.
    const orders = await OrderBook.open(product, { customers: 46 });
    const strata = await StrataOrders.open(product, orders);
    try {
      await park(product, strata, { say, count, customers: orders.sizeOf('free').customers });
    } finally {
      await strata.close();
    }
  } finally {
    await product.stop();
  }
}

async function park(product: Product, strata: StrataOrders, { say, count, customers }: { say: Run['say']; count: number; customers: number }): Promise<void> {
  const { desk } = product;
  const placed: string[] = [];
  const place = async () => {
    const orderId = await strata.place('free');
    placed.push(orderId);
  };
  const shippedAll = (total: number) => until(strata, placed, ({ shipped }) => shipped === total);

  // The processes have worked before, so that what grows later is the orders.
  await closedLoop(place, { concurrency: 16, orders: 400, ms: 30_000 });
  await shippedAll(placed.length);
  await sleep(quietMs);
  const before = memory(product);
  say(`warm: ${placed.length} orders of ${customers} customers are shipped`);
  placed.length = 0;

  const off = await desk.put(wholeErp, { reason: 'measuring' });
  if (off.status !== 200) throw new Error(`the ERP is not switched off: ${off.status}`);
  const taken = await closedLoop(place, { concurrency: 64, orders: count, ms: 10 * 60_000 });
  say(`${placed.length} orders taken at 64 in parallel: ${taken.rate.toFixed(1)} orders/s, p99 ${taken.p99.toFixed(0)} ms`);
  await until(strata, placed, ({ waiting }) => waiting === placed.length);
  await sleep(quietMs);
  const during = memory(product);
  say(`all of them wait`);

  const from = performance.now();
  const on = await desk.delete(wholeErp);
  if (on.status !== 204) throw new Error(`the ERP is not switched on: ${on.status}`);
  let capturedAfter = Number.NaN;
  let said = 0;
  await until(strata, placed, ({ captured, shipped }) => {
    const seconds = (performance.now() - from) / 1000;
    if (captured === placed.length && Number.isNaN(capturedAfter)) capturedAfter = seconds;
    if (seconds - said >= 15) {
      said = seconds;
      say(`after ${seconds.toFixed(0)} s ${captured} are in the ERP, ${shipped} shipped`);
    }
    return shipped === placed.length;
  });
  const shippedAfter = (performance.now() - from) / 1000;
  await sleep(quietMs);
  const after = memory(product);

  console.log(`\n${placed.length} orders of ${customers} customers, parked while the ERP was switched off\n`);
  const drained = (name: string, seconds: number) => [name, seconds.toFixed(1), (placed.length / seconds).toFixed(1)];
  console.log(table(['drained', 'seconds', 'orders/s'], [drained('all in the ERP', capturedAfter), drained('all shipped', shippedAfter)]));
  console.log('\nMegabytes, proportional set size\n');
  const row = (name: string, of: (memory: Record<string, number>) => number) => [
    name,
    ...[before, during, after].map((each) => of(each).toFixed(1)),
    (((of(during) - of(before)) * 1024) / placed.length).toFixed(1),
  ];
  const sum = (each: Record<string, number>) => Object.values(each).reduce((total, mb) => total + mb, 0);
  console.log(table(['process', 'before', 'all parked', 'all drained', 'KB for each parked order'], [...Object.keys(before).map((name) => row(name, (each) => each[name] ?? Number.NaN)), row('sum', sum)]));
}

function memory({ pids }: Product): Record<string, number> {
  return Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, memoryOf(pid)]));
}

async function until({ watch }: StrataOrders, orderIds: string[], isDone: (backlog: Backlog) => boolean): Promise<void> {
  const deadline = Date.now() + drainWithinMs;
  for (;;) {
    const { rows } = await watch.database.query<Backlog>(
      `SELECT count(*) FILTER (WHERE waiting_since IS NOT NULL)::int AS waiting, count(*) FILTER (WHERE status <> 'received')::int AS captured,
         count(*) FILTER (WHERE status = 'shipped')::int AS shipped
       FROM order_view WHERE order_id = ANY($1)`,
      [orderIds],
    );
    const [backlog] = rows;
    if (backlog && isDone(backlog)) return;
    if (Date.now() > deadline) throw new Error(`of ${orderIds.length} orders: ${JSON.stringify(backlog)}`);
    await sleep(1_000);
  }
}
