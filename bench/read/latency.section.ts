import { overviews } from './customers.js';
import type { Figures, Goal } from './figures.js';
import { callsForOverview, inPairs, ratios, requireAnswered, withSides } from './in-pairs.js';
import { eachAlone, uncachedReads } from './product.js';
import type { ReadRun } from './read-bench.js';
import { manyCustomers } from './uncached.section.js';

const connections = 128;
const latencyMs = 20;
/** Both sides at the same rate: this share of what the slower one does at most. */
const equalShare = 0.6;

const slow = { erp: { latencyMs }, crm: { latencyMs } };

/** How long an overview takes when systems take their time and many ask at once. */
export async function latency(run: ReadRun): Promise<void> {
  const { plan, figures, rig, say } = run;
  const load = { connections, ms: plan.windowMs, addresses: overviews(manyCustomers), order: 'in-turn' as const };
  await withSides(run, { system: { resilience: { all: uncachedReads } } }, async ({ sides }) => {
    await rig.stub.ask('behave', slow);
    const flatOut = await inPairs(run, sides, load);
    putP99(figures, 'flatOut', flatOut, { atMost: 1.3 });
    const rate = Math.round(Math.min(...[...flatOut.Strata, ...flatOut.limit].map((window) => window.rate)) * equalShare);
    say(`now both at ${rate}/s`);
    putP99(figures, 'equalRate', await inPairs(run, sides, { ...load, rate }, { areWarm: true }), { atMost: 1.3 });
    figures.put('latency.equalRate.rate', rate, 'requests/s');
    await rig.stub.ask('behave', {});
  });
  say('now flat out by the same calls as the limit\'s');
  await withSides(run, { system: { ...eachAlone, resilience: { all: uncachedReads } } }, async ({ sides }) => {
    await rig.stub.ask('behave', slow);
    putP99(figures, 'alone', await inPairs(run, sides, load));
    await rig.stub.ask('behave', {});
  });
}

function putP99(figures: Figures, kind: string, windows: Awaited<ReturnType<typeof inPairs>>, goal?: Goal): void {
  requireAnswered(windows);
  const p99 = (of: typeof windows.limit) => of.map(({ latencies }) => latencies.p99);
  figures.put(`latency.${kind}.p99OfLimit`, ratios(p99(windows.Strata), p99(windows.limit)), "of the limit's p99", goal);
  figures.put(`latency.${kind}.strata.p99`, p99(windows.Strata), 'ms');
  figures.put(`latency.${kind}.limit.p99`, p99(windows.limit), 'ms');
  figures.put(`latency.${kind}.strata.upstreamCalls`, windows.Strata.map(callsForOverview), 'calls for an overview');
}
