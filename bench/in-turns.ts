import type { Run } from './bench.js';
import { closedLoop, type Load, type Pace, type Side } from './closed-loop.js';
import { canMeasureCpu, cpuTimeOf } from './cpu-time.js';
import { median, spread, table } from './table.js';

export interface ComparedSide extends Side {
  name: string;
}

export interface Comparison {
  /** The first one is what the others are compared with. */
  sides: [limit: ComparedSide, ...others: ComparedSide[]];
  /** Pids of the processes that work for them, by role. */
  processes: Record<string, number>;
  loadOf(concurrency: number): Load;
}

interface Window extends Pace {
  /** CPU ms for each order, by process. */
  cpu: Record<string, number>;
}

/** Windows of a side, by callers at once. */
type Measured = Map<number, Map<string, Window[]>>;

/** Measures all sides in turns, so that what else the machine does meets them alike, and prints the tables. */
export async function compareInTurns({ say, pairs, concurrencies }: Run, { sides, processes, loadOf }: Comparison): Promise<void> {
  const measured: Measured = new Map(concurrencies.map((concurrency) => [concurrency, new Map(sides.map(({ name }) => [name, []]))]));
  for (const side of sides) await measure(side, loadOf(16), processes);
  say('warm');
  for (let pair = 1; pair <= pairs; pair += 1) {
    for (const [concurrency, windows] of measured) {
      for (const side of sides) windows.get(side.name)?.push(await measure(side, loadOf(concurrency), processes));
      const last = [...windows].map(([name, all]) => `${name} ${all.at(-1)?.rate.toFixed(1)} (${all.at(-1)?.p99.toFixed(0)} ms)`);
      say(`pair ${pair} of ${pairs} at ${concurrency}: ${last.join(', ')} orders/s (p99)`);
    }
  }
  print(measured, sides.map(({ name }) => name), Object.keys(processes));
}

async function measure({ order, settled }: Side, load: Load, processes: Record<string, number>): Promise<Window> {
  const cpuTimes = () => Object.entries(canMeasureCpu() ? processes : {}).map(([name, pid]) => [name, cpuTimeOf(pid)] as const);
  const before = new Map(cpuTimes());
  const pace = await closedLoop(order, load);
  const cpu = Object.fromEntries(cpuTimes().map(([name, ms]) => [name, (ms - (before.get(name) ?? 0)) / pace.done]));
  await settled();
  return { ...pace, cpu };
}

function print(measured: Measured, names: string[], processes: string[]): void {
  const [limit = '', ...others] = names;
  const of = (windows: Map<string, Window[]>, name: string) => windows.get(name) ?? [];
  const ratios = (windows: Map<string, Window[]>, name: string) => of(windows, name).map(({ rate }, pair) => rate / (of(windows, limit)[pair]?.rate ?? Number.NaN));
  const row = (cells: (windows: Map<string, Window[]>) => string[]) => [...measured].map(([concurrency, windows]) => [String(concurrency), ...cells(windows)]);

  console.log('\nOrders per second: median (lowest-highest)\n');
  const rates = row((windows) => [
    spread(of(windows, limit).map(({ rate }) => rate), 1),
    ...others.flatMap((name) => [spread(of(windows, name).map(({ rate }) => rate), 1), spread(ratios(windows, name), 2)]),
  ]);
  console.log(table(['in parallel', limit, ...others.flatMap((name) => [name, 'of the first'])], rates));

  console.log('\np99 in ms, of a window: median (lowest-highest)\n');
  console.log(table(['in parallel', ...names], row((windows) => names.map((name) => spread(of(windows, name).map(({ p99 }) => p99), 0)))));

  const [busiest, windows] = [...measured].at(-1) ?? [];
  if (!canMeasureCpu() || !windows) return;
  console.log(`\nCPU ms for each order at ${busiest} in parallel\n`);
  const cpu = (name: string, process: string) => median(of(windows, name).map((window) => window.cpu[process] ?? 0)).toFixed(1);
  console.log(table(['process', ...names], processes.map((process) => [process, ...names.map((name) => cpu(name, process))])));
}
