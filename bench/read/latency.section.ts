import { overviews } from './customers.js';
import { inPairs, ratios, requireAnswered, withSides } from './in-pairs.js';
import { uncachedReads } from './product.js';
import type { ReadRun } from './read-bench.js';
import { manyCustomers } from './uncached.section.js';

const connections = 128;
const latencyMs = 20;
/** Both sides at the same rate: this share of what the slower one does at most. */
const equalShare = 0.6;

/** How long an overview takes when systems take their time and many ask at once. */
export async function latency(run: ReadRun): Promise<void> {
  const { plan, figures, rig, say } = run;
  await withSides(run, { system: { resilience: { all: uncachedReads } } }, async ({ sides }) => {
    await rig.stub.ask('behave', { erp: { latencyMs }, crm: { latencyMs } });
    const load = { connections, ms: plan.windowMs, addresses: overviews(manyCustomers), order: 'in-turn' as const };
    const flatOut = await inPairs(run, sides, load);
    requireAnswered(flatOut);
    const rate = Math.round(Math.min(...[...flatOut.Strata, ...flatOut.limit].map((window) => window.rate)) * equalShare);
    say(`now both at ${rate}/s`);
    const equal = await inPairs(run, sides, { ...load, rate }, { areWarm: true });
    requireAnswered(equal);
    for (const [kind, windows, goal] of [['flatOut', flatOut, { atMost: 1.3 }], ['equalRate', equal, { atMost: 1.3 }]] as const) {
      const p99 = (of: typeof windows.limit) => of.map(({ latencies }) => latencies.p99);
      figures.put(`latency.${kind}.p99OfLimit`, ratios(p99(windows.Strata), p99(windows.limit)), "of the limit's p99", goal);
      figures.put(`latency.${kind}.strata.p99`, p99(windows.Strata), 'ms');
      figures.put(`latency.${kind}.limit.p99`, p99(windows.limit), 'ms');
    }
    figures.put('latency.equalRate.rate', rate, 'requests/s');
    await rig.stub.ask('behave', {});
  });
}
