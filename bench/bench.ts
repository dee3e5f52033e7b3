/** Orders per second to the ERP's acknowledgement, beside a bare workflow that makes the same calls: `npm run bench`. */
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { startBareWorkflow } from './bare/bare-workflow.js';
import { ordersPerSecond, type Load, type Side } from './closed-loop.js';
import { canMeasureCpu, cpuTimeOf } from './cpu-time.js';
import { OrderBook } from './order-book.js';
import { startProduct } from './started-product.js';
import { StrataOrders } from './strata-orders.js';
import { median, spread, table } from './table.js';

const { values: options } = parseArgs({ options: { pairs: { type: 'string', default: '5' }, at: { type: 'string', default: '1,16,64,256' } } });
const pairs = Number(options.pairs);
const concurrencies = options.at.split(',').map(Number);
/** A window is some seconds of work; on a slow machine the time ends it. */
const loadOf = (concurrency: number): Load => ({ concurrency, orders: Math.min(600, 40 + concurrency * 12), ms: 6_000 });

const sideNames = ['bare', 'capture', 'delivering'] as const;
type SideName = (typeof sideNames)[number];
interface Window {
  rate: number;
  /** CPU ms per order, by process. */
  cpu: Record<string, number>;
}

const began = Date.now();
const say = (text: string) => console.log(`${((Date.now() - began) / 1000).toFixed(0).padStart(4)}s  ${text}`);

// Held orders are looked at again after this time: not while we measure.
const product = await startProduct('orderToCash: { recheckHoldsEvery: 3600000 }');
say('the product is ready');
const orders = await OrderBook.open(product);
const bare = await startBareWorkflow(product, orders);
const strata = await StrataOrders.open(product, orders);
const sides: Record<SideName, Side> = { bare, capture: strata.side('held'), delivering: strata.side('free') };
const processes: Record<string, number> = { ...product.pids, 'bare worker': bare.pid, 'load generator': process.pid };

async function measure(name: SideName, concurrency: number): Promise<Window> {
  const before = cpuTimes();
  const { placed, rate } = await ordersPerSecond(sides[name], loadOf(concurrency));
  const after = cpuTimes();
  await sides[name].settled();
  return { rate, cpu: Object.fromEntries(Object.entries(after).map(([process, ms]) => [process, (ms - (before[process] ?? 0)) / placed])) };
}

function cpuTimes(): Record<string, number> {
  return canMeasureCpu() ? Object.fromEntries(Object.entries(processes).map(([name, pid]) => [name, cpuTimeOf(pid)])) : {};
}

const results = new Map<number, Record<SideName, Window[]>>(concurrencies.map((concurrency) => [concurrency, { bare: [], capture: [], delivering: [] }]));
try {
  for (const name of sideNames) await measure(name, 16);
  say('warm');
  for (let pair = 1; pair <= pairs; pair += 1) {
    for (const [concurrency, windows] of results) {
      for (const name of sideNames) windows[name].push(await measure(name, concurrency));
      const last = sideNames.map((name) => `${name} ${windows[name].at(-1)?.rate.toFixed(1)}`);
      say(`pair ${pair} of ${pairs} at ${concurrency}: ${last.join(', ')} orders/s`);
    }
  }
  report();
} finally {
  await strata.close();
  await bare.stop();
  await product.stop();
}

function report(): void {
  const rates = (windows: Window[]) => windows.map(({ rate }) => rate);
  const ratios = (windows: Window[], limit: Window[]) => windows.map(({ rate }, pair) => rate / (limit[pair]?.rate ?? Number.NaN));
  console.log(`\nOrders per second from POST to the ERP's acknowledgement: median of ${pairs} interleaved pairs (lowest-highest)`);
  console.log(`${cpus().length} x ${cpus()[0]?.model}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.version}\n`);
  const rows = [...results].map(([concurrency, { bare: limit, capture, delivering }]) => [
    String(concurrency),
    spread(rates(limit), 1),
    spread(rates(capture), 1),
    spread(ratios(capture, limit), 2),
    spread(rates(delivering), 1),
    spread(ratios(delivering, limit), 2),
  ]);
  console.log(table(['in parallel', 'bare workflow', 'Strata', 'of the bare', 'Strata, delivering behind', 'of the bare'], rows));
  const busiest = Math.max(...concurrencies);
  const at = results.get(busiest);
  if (!canMeasureCpu() || !at) return;
  const cpu = (name: SideName, process: string) => median(at[name].map((window) => window.cpu[process] ?? 0)).toFixed(1);
  console.log(`\nCPU ms per order at ${busiest} in parallel\n`);
  console.log(table(['process', 'bare workflow', 'Strata', 'Strata, delivering behind'], Object.keys(processes).map((process) => [process, ...sideNames.map((name) => cpu(name, process))])));
}
