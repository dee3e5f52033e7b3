import { overviews } from './customers.js';
import { inPairs, ratios, requireAnswered } from './in-pairs.js';
import { uncachedReads } from './product.js';
import type { ReadRun } from './read-bench.js';
import type { Side } from './rig.js';
import { manyCustomers } from './uncached.section.js';

const connections = 32;
/** Both sides at the same rate: this share of what the slower one does at most. */
const equalShare = 0.6;
const goal = { cpu: { atMost: 1.25 }, p99: { atMost: 5 } };

/** What it costs to know who asks, what they may, how often, to tell of it and to count it. */
export async function doors(run: ReadRun): Promise<void> {
  const { plan, figures, rig, say } = run;
  // Not measured itself: it has the database, the issuer and the engine's calls.
  const strata = await rig.product({ system: { resilience: { all: uncachedReads } }, env: { STRATA_SHARE_PORTS: 'on' } });
  const stops: (() => Promise<unknown>)[] = [() => strata.stop()];
  try {
    const open = await rig.replica(strata, false);
    stops.unshift(open.stop);
    const closed = await rig.replica(strata, true);
    stops.unshift(closed.stop);
    const sides: [Side, Side] = [open, closed];
    await rig.requireSameAnswers(open, [closed]);
    const load = { connections, ms: plan.windowMs, addresses: overviews(manyCustomers), order: 'in-turn' as const };
    const flatOut = await inPairs(run, sides, load);
    requireAnswered(flatOut);
    const cpu = (name: Side['name']) => flatOut[name].map(({ cpuUs }) => cpuUs[name] ?? Number.NaN);
    figures.put('doors.cpuOfOpen', ratios(cpu('Strata'), cpu('open')), 'times the CPU of the same without doors', goal.cpu);
    figures.put('doors.strata.cpu', cpu('Strata'), 'us for a request');
    figures.put('doors.open.cpu', cpu('open'), 'us for a request');

    const rate = Math.round(Math.min(...[...flatOut.Strata, ...flatOut.open].map((window) => window.rate)) * equalShare);
    say(`now both at ${rate}/s`);
    const equal = await inPairs(run, sides, { ...load, rate }, { areWarm: true });
    requireAnswered(equal);
    figures.put('doors.rate', rate, 'requests/s, at the same rate');
    for (const [kind, windows] of [['flatOut', flatOut], ['equalRate', equal]] as const) {
      const p99 = (name: Side['name']) => windows[name].map(({ latencies }) => latencies.p99);
      figures.put(`doors.${kind}.p99Added`, p99('Strata').map((ms, pair) => ms - p99('open')[pair]!), 'ms', goal.p99);
      figures.put(`doors.${kind}.strata.p99`, p99('Strata'), 'ms');
      figures.put(`doors.${kind}.open.p99`, p99('open'), 'ms');
    }
  } finally {
    for (const stop of stops) await stop();
  }
}
