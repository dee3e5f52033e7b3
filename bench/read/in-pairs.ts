import type { RunningStrata } from '../../test/harness/running-strata.js';
import type { LoadRequest } from './load/load.js';
import type { ProductOptions } from './product.js';
import type { ReadRun } from './read-bench.js';
import { sideOf, type Side, type Window } from './rig.js';

export interface Compared {
  strata: RunningStrata;
  /** The limit first, then the product, then the others. */
  sides: [limit: Side, strata: Side, ...others: Side[]];
  /** Upstream calls for an overview. */
  calls: number;
}

/** Starts the product and what it is compared with, and sees that all answer the same. */
export async function withSides(
  { rig, say }: ReadRun,
  { ordinary = false, ...options }: Omit<ProductOptions, 'upstream'> & { ordinary?: boolean },
  measure: (compared: Compared) => Promise<void>,
): Promise<void> {
  const strata = await rig.product(options);
  const stops = [() => strata.stop() as Promise<unknown>];
  try {
    const calls = await rig.upstreamCalls(strata);
    const limit = await rig.limit(calls);
    stops.push(limit.stop);
    const others = ordinary ? [await rig.ordinary(calls)] : [];
    stops.push(...others.map(({ stop }) => stop));
    const sides: Compared['sides'] = [limit, await sideOf(strata), ...others];
    await rig.requireSameAnswers(limit, sides.slice(1));
    say(`the same answers; ${calls.length} upstream calls for each`);
    await measure({ strata, sides, calls: calls.length });
  } finally {
    await Promise.all(stops.map((stop) => stop()));
  }
}

/** Until then code is still being compiled on the one core that a server has: an overview of the first thousand costs twice what the twenty-thousandth does. */
const warm = { requests: 25_000, ms: 40_000 };

/** Before each window, uncounted: connections that were let go of while the others had their turn, and what a cache of a second holds while it is asked. */
const runInMs = 1_200;

/**
 * Windows of each side in turns, by name, so that what else the machine does meets them alike.
 * @param more `processes`: further ones whose CPU is told, by name; `areWarm`: the sides have answered enough already; `runsIn`: false where they keep what a second of the load does to them
 */
export async function inPairs(
  { rig, plan, say }: ReadRun,
  sides: readonly Side[],
  load: Omit<LoadRequest, 'origin'>,
  { processes = {}, areWarm = false, runsIn = true }: { processes?: Record<string, number[]>; areWarm?: boolean; runsIn?: boolean } = {},
): Promise<Record<Side['name'], Window[]>> {
  const windows: Record<Side['name'], Window[]> = { Strata: [], limit: [], ordinary: [], split: [], open: [] };
  for (const side of areWarm ? [] : sides) await rig.measure(side, { ...load, ...warm });
  for (let pair = 1; pair <= plan.pairs; pair += 1) {
    for (const side of sides) {
      if (runsIn) await rig.loadAlone(side, { ...load, ms: runInMs });
      const window = await rig.measure(side, load, processes);
      windows[side.name].push(window);
      say(`pair ${pair} of ${plan.pairs}: ${side.name} ${window.rate.toFixed(0)}/s, p99 ${window.latencies.p99.toFixed(0)} ms, ${(window.busy * 100).toFixed(0)} % of its core; CPU us ${cpuText(window)}`);
    }
  }
  return windows;
}

/** Upstream calls about customers, for each request of a window. */
export function callsForOverview({ upstream, requests }: Window): number {
  return upstream.calls / requests;
}

/** Of each pair. */
export function ratios(of: readonly number[], to: readonly number[]): number[] {
  return of.map((value, pair) => value / (to[pair] ?? Number.NaN));
}

/** Throws unless all were answered. */
export function requireAnswered(windows: Record<string, Window[]>): void {
  for (const [name, all] of Object.entries(windows)) {
    for (const { statuses, requests } of all) if (statuses[200] !== requests) throw new Error(`${name} answered ${JSON.stringify(statuses)}`);
  }
}

function cpuText({ cpuUs }: Window): string {
  return Object.entries(cpuUs).map(([name, us]) => `${name} ${us.toFixed(0)}`).join(', ');
}
