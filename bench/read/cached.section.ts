import { overviews } from './customers.js';
import { callsForOverview, inPairs, ratios, requireAnswered, withSides } from './in-pairs.js';
import { freshForMs } from './load/judge.js';
import type { ReadRun } from './read-bench.js';

const connections = 32;
const customers = 1_000;
/** Of an overview, each with its time. */
const parts = 3;

/** The same customers again and again, answers kept for a second, beside the limit, which keeps none. */
export async function cached(run: ReadRun): Promise<void> {
  const { plan, figures } = run;
  const system = { resilience: { all: { cache: freshForMs, staleWhileRevalidate: 0, staleIfError: 0 } } };
  await withSides(run, { system }, async ({ sides, calls }) => {
    const load = { connections, ms: plan.windowMs, addresses: overviews(customers), order: 'uniform' as const, lookAfterMs: 60_000 };
    const windows = await inPairs(run, sides, load);
    requireAnswered(windows);
    const { Strata: ours, limit } = windows;
    const rates = (of: typeof ours) => of.map(({ rate }) => rate);
    figures.put('cached.rateOfUncachedLimit', ratios(rates(ours), rates(limit)), 'of the limit without a cache', { atLeast: 1.5 });
    figures.put('cached.strata.rate', rates(ours), 'requests/s');
    figures.put('cached.limit.rate', rates(limit), 'requests/s');
    figures.put('cached.hitRatio', ours.map(({ known, requests }) => known / (requests * parts)), 'of the parts of all overviews were known, or on their way');
    figures.put('cached.strata.upstreamCalls', ours.map(callsForOverview), `calls for an overview, of ${calls} by itself`);
    figures.put('cached.unmarkedOld', ours.reduce((sum, { unmarkedOld }) => sum + unmarkedOld, 0), `answers older than ${freshForMs} ms and not marked`, { atMost: 0 });
    figures.put('cached.markedStale', ours.reduce((sum, { stale }) => sum + stale, 0), 'answers');
    figures.put('cached.strata.cpu', ours.map(({ cpuUs }) => cpuUs['Strata'] ?? Number.NaN), 'us for a request');
  });
}
