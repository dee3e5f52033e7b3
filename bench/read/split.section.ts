import { overviews } from './customers.js';
import { inPairs, ratios, requireAnswered, withSides } from './in-pairs.js';
import { uncachedReads } from './product.js';
import type { ReadRun } from './read-bench.js';
import { sideOf, type Side } from './rig.js';
import { manyCustomers } from './uncached.section.js';

const connections = 32;

/** The same read over three hops, every app in a process of its own, beside the one process. */
export async function split(run: ReadRun): Promise<void> {
  const { plan, figures, rig } = run;
  const system = { resilience: { all: uncachedReads } };
  await withSides(run, { system }, async ({ sides: [limit, one] }) => {
    const apart = await rig.product({ topology: 'split', system });
    try {
      const hops = await sideOf(apart, 'split');
      await rig.requireSameAnswers(limit, [hops]);
      const windows = await inPairs(run, [one, hops], { connections, ms: plan.windowMs, addresses: overviews(manyCustomers), order: 'in-turn' });
      requireAnswered(windows);
      const cpu = (name: Side['name']) => windows[name].map(({ cpuUs }) => cpuUs[name] ?? Number.NaN);
      const rate = (name: Side['name']) => windows[name].map((window) => window.rate);
      figures.put('split.rateOfOneProcess', ratios(rate('split'), rate('Strata')), 'of the one process');
      figures.put('split.cpuOfOneProcess', ratios(cpu('split'), cpu('Strata')), 'times the CPU of the one process');
      figures.put('split.cpu', cpu('split'), 'us for a request, all apps');
      figures.put('split.rate', rate('split'), 'requests/s');
      figures.put('split.p99', windows.split.map(({ latencies }) => latencies.p99), 'ms');
      figures.put('split.oneProcess.cpu', cpu('Strata'), 'us for a request');
      figures.put('split.oneProcess.rate', rate('Strata'), 'requests/s');
      figures.put('split.oneProcess.p99', windows.Strata.map(({ latencies }) => latencies.p99), 'ms');
    } finally {
      await apart.stop();
    }
  });
}
