import { randomUUID } from 'node:crypto';
import { SandboxClient } from '../test/harness/sandbox-client.js';
import type { Run } from './bench.js';
import type { Pace } from './closed-loop.js';
import { compareInTurns } from './in-turns.js';
import { OrderBook } from './order-book.js';
import { startProduct, type Product } from './started-product.js';
import { modelOf } from './stored/order-model.js';
import { OrderLists } from './stored/order-lists.js';
import { storeOrders, type Ending } from './stored/stored-orders.js';
import { StrataOrders } from './strata-orders.js';
import { spread, table } from './table.js';

/** How many of the stored orders have their durable object, at most. */
const mostObjects = 10_000;

interface FilledProduct {
  name: string;
  product: Product;
  strata: StrataOrders;
  lists: OrderLists;
}

/** Two products side by side, one with few orders and one with many: lists and placements, measured in turns. */
export async function stored(run: Run): Promise<void> {
  const closing: (() => Promise<unknown>)[] = [];
  try {
    const filled: FilledProduct[] = [];
    for (const count of [Math.max(100, run.stored / 200), run.stored]) {
      // Paid orders close at once, held ones are not looked at again while we measure.
      const product = await startProduct({ config: 'orderToCash: { recheckHoldsEvery: 3600000, closeAfter: 0 }' });
      closing.unshift(() => product.stop());
      const strata = await StrataOrders.open(product, await OrderBook.open(product));
      closing.unshift(() => strata.close());
      const lists = await fill(run, product, strata, Math.floor(count));
      closing.unshift(() => lists.close());
      filled.push({ name: `${Math.floor(count)} stored`, product, strata, lists });
    }
    const [few, many] = filled;
    if (!few || !many) return;
    const side = ({ name, strata }: FilledProduct) => ({ name, ...strata.acknowledged('held') });
    await compareInTurns({ ...run, concurrencies: [64] }, {
      sides: [side(few), side(many)],
      processes: Object.fromEntries([few, many].flatMap(({ product, name }) => Object.entries(product.pids).map(([process, pid]) => [`${process}, ${name}`, pid]))),
      loadOf: (concurrency) => ({ concurrency, orders: 600, ms: 6_000 }),
    });
    await compareLists(run, few, many);
  } finally {
    for (const close of closing) await close();
  }
}

async function fill({ say }: Run, product: Product, strata: StrataOrders, count: number): Promise<OrderLists> {
  const { database } = strata.watch;
  const models = await modelsOf(product, strata);
  const objects = Math.min(count, mostObjects);
  const { rows } = await database.query<{ customerId: string }>('SELECT customer_id AS "customerId" FROM order_view LIMIT 1');
  const from = performance.now();
  await storeOrders(database, product.restateAdmin, { count, objects, models, customerId: rows[0]?.customerId ?? '' });
  const size = await database.query<{ size: string }>('SELECT pg_size_pretty(pg_database_size(current_database())) AS size');
  say(`${count} orders stored, ${objects} of them in Restate, in ${((performance.now() - from) / 1000).toFixed(0)} s; the database has ${size.rows[0]?.size}`);
  return OrderLists.open(product.desk, database);
}

/** Real orders, one for each ending. */
async function modelsOf(product: Product, strata: StrataOrders): Promise<Record<Ending, Awaited<ReturnType<typeof modelOf>>>> {
  const sandbox = new SandboxClient(product.sandboxUrl);
  const reaching = async (kind: 'held' | 'free', ending: Ending, act?: (orderId: string) => Promise<unknown>) => {
    const orderId = await strata.place(kind);
    if (act) {
      await strata.watch.reaches(orderId, ['on-hold']);
      await act(orderId);
    }
    await strata.watch.reaches(orderId, [ending]);
    await strata.settled(ending, [orderId]);
    return modelOf(strata.watch.database, product.restateAdmin, orderId);
  };
  const cancel = (orderId: string) => product.desk.post(`/order-to-cash/v1/orders/${orderId}/cancellation`, { reason: 'ordered twice' }, { 'idempotency-key': randomUUID() });
  await sandbox.automatic({ autoBill: true, autoPay: true });
  const closed = await reaching('free', 'closed');
  await sandbox.automatic({ autoBill: false, autoPay: false });
  return { closed, shipped: await reaching('free', 'shipped'), 'on-hold': await reaching('held', 'on-hold'), cancelled: await reaching('held', 'cancelled', cancel) };
}

async function compareLists({ say, pairs }: Run, few: FilledProduct, many: FilledProduct): Promise<void> {
  const measured = few.lists.queries.map(({ name }) => ({ name, few: [] as Pace[], many: [] as Pace[] }));
  for (let pair = 0; pair <= pairs; pair += 1) {
    for (const [at, { few: ofFew, many: ofMany }] of measured.entries()) {
      for (const [windows, { lists }] of [[ofFew, few], [ofMany, many]] as const) {
        const query = lists.queries[at];
        const pace = query && (await lists.measure(query));
        // The first round warms up.
        if (pace && pair > 0) windows.push(pace);
      }
    }
    say(pair === 0 ? 'lists: warm' : `lists: pair ${pair} of ${pairs}`);
  }
  console.log('\nLists, 50 orders a page, 16 callers: median (lowest-highest)\n');
  const of = (windows: Pace[]) => [spread(windows.map(({ rate }) => rate), 0), spread(windows.map(({ p50 }) => p50), 1), spread(windows.map(({ p99 }) => p99), 1)];
  const head = ({ name }: FilledProduct) => [`${name}: lists/s`, 'p50 ms', 'p99 ms'];
  const ratio = (each: (typeof measured)[number]) => spread(each.many.map(({ rate }, pair) => rate / (each.few[pair]?.rate ?? Number.NaN)), 2);
  console.log(table(['by', ...head(few), ...head(many), 'of the first'], measured.map((each) => [each.name, ...of(each.few), ...of(each.many), ratio(each)])));
}
