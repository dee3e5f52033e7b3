import { setTimeout as sleep } from 'node:timers/promises';
import { SandboxClient } from '../test/harness/sandbox-client.js';
import type { Run } from './bench.js';
import { OrderBook, type CustomerGroup } from './order-book.js';
import { startProduct } from './started-product.js';
import { StrataOrders } from './strata-orders.js';
import { percentile, table } from './table.js';

const pausedDelivery = '/order-to-cash/v1/switches/sandbox/createDelivery';
/** The demo's `pollEvery`. */
const pollEveryMs = 1_000;
/** ms between two changes, and by how much each comes later than that: no two meet the feeds in step. */
const changeEveryMs = 250;
const stepMs = 37;

interface Change {
  name: string;
  kind: CustomerGroup;
  /** What the order's view says when it knows. */
  statuses: string[];
  /** @param salesOrder number of the order in the ERP */
  commit(salesOrder: string): Promise<unknown>;
}

/** From a change that somebody commits in the ERP, by the sandbox's control API, to the order's view. */
export async function delay({ say, changes: count }: Run): Promise<void> {
  // What would look at an order without a feed is left out.
  const product = await startProduct({ config: 'orderToCash: { recheckHoldsEvery: 3600000 }' });
  try {
    const strata = await StrataOrders.open(product, await OrderBook.open(product));
    try {
      const { desk } = product;
      const sandbox = new SandboxClient(product.sandboxUrl);
      const paused = await desk.put(pausedDelivery, { reason: 'the warehouse delivers by itself' });
      if (paused.status !== 200) throw new Error(`deliveries are not paused: ${paused.status}`);

      const orders: Record<CustomerGroup, string[]> = { held: [], free: [] };
      for (let order = 0; order < count; order += 1) for (const kind of ['held', 'free'] as const) orders[kind].push(await strata.place(kind));
      await Promise.all([...orders.held.map((id) => strata.watch.reaches(id, ['on-hold'])), ...orders.free.map((id) => strata.watch.reaches(id, ['confirmed']))]);
      say(`${2 * count} orders are in the ERP`);

      const changes: Change[] = [
        { name: 'a block is released', kind: 'held', statuses: ['confirmed'], commit: (order) => sandbox.release(order) },
        { name: 'a clerk delivers', kind: 'free', statuses: ['shipped'], commit: (order) => sandbox.deliver(order) },
        { name: 'it is invoiced', kind: 'free', statuses: ['invoiced'], commit: (order) => sandbox.bill(order) },
        { name: 'the customer pays', kind: 'free', statuses: ['paid'], commit: (order) => sandbox.pay({ order }) },
      ];
      const rows: string[][] = [];
      for (const change of changes) {
        const took = await Promise.all(orders[change.kind].map((orderId, at) => delayOf(strata, sandbox, change, orderId, at)));
        rows.push([change.name, String(took.length), ...[0.5, 0.99, 1].map((share) => percentile(took, share).toFixed(0)), Math.min(...took).toFixed(0)]);
        say(`${change.name}: ${percentile(took, 0.5).toFixed(0)} ms`);
      }
      console.log(`\nms from a change in the ERP to the order's view, pollEvery ${pollEveryMs} ms\n`);
      console.log(table(['change', 'of', 'median', 'p99', 'longest', 'shortest'], rows));
    } finally {
      await strata.close();
    }
  } finally {
    await product.stop();
  }
}

/** Counts from the answer of the ERP: the change was committed just before it. */
async function delayOf({ watch }: StrataOrders, sandbox: SandboxClient, { statuses, commit }: Change, orderId: string, at: number): Promise<number> {
  const [order] = (await sandbox.booksOf(orderId)).orders as { salesOrder: string }[];
  if (!order) throw new Error(`the ERP has no order ${orderId}`);
  await sleep(at * (changeEveryMs + stepMs));
  await commit(order.salesOrder);
  const from = performance.now();
  await watch.reaches(orderId, statuses);
  return performance.now() - from;
}
