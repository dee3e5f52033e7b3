import { overviews } from './customers.js';
import { inPairs, ratios, requireAnswered, withSides } from './in-pairs.js';
import { uncachedReads } from './product.js';
import type { ReadRun } from './read-bench.js';
import type { Side } from './rig.js';

const connections = 32;
/** More than are asked for in the run, so that nobody asks for the same as another. */
export const manyCustomers = 200_000;

/** CPU and throughput of one overview, nothing of it known: every request asks all systems. */
export async function uncached(run: ReadRun): Promise<void> {
  const { plan, figures } = run;
  await withSides(run, { ordinary: true, system: { resilience: { all: uncachedReads } } }, async ({ strata, sides, calls }) => {
    const { pids } = await strata.record();
    const load = { connections, ms: plan.windowMs, addresses: overviews(manyCustomers), order: 'in-turn' as const };
    const windows = await inPairs(run, sides, load, { processes: { postgres: [pids['postgres'] ?? 0], restate: [pids['restate'] ?? 0] } });
    requireAnswered(windows);
    for (const [name, all] of Object.entries(windows)) {
      const least = Math.min(...all.map(({ upstream, requests }) => upstream.calls / requests));
      if (least < calls * 0.98) throw new Error(`${name} made ${least.toFixed(2)} upstream calls for each request, and ${calls} were to be made`);
    }

    const cpu = (name: Side['name']) => windows[name].map(({ cpuUs }) => cpuUs[name] ?? Number.NaN);
    const rate = (name: Side['name']) => windows[name].map((window) => window.rate);
    const put = (figure: string, values: number[], unit: string, goal?: { atLeast: number }) => figures.put(`uncached.${figure}`, values, unit, goal);
    put('upstreamCalls', [calls], 'calls for an overview');
    put('cpuShareOfLimit', ratios(cpu('limit'), cpu('Strata')), 'of the limit', { atLeast: 0.5 });
    put('rateShareOfLimit', ratios(rate('Strata'), rate('limit')), 'of the limit');
    put('ordinaryCpuShareOfLimit', ratios(cpu('limit'), cpu('ordinary')), 'of the limit');
    put('ordinaryRateShareOfLimit', ratios(rate('ordinary'), rate('limit')), 'of the limit');
    for (const name of ['limit', 'Strata', 'ordinary'] as const) {
      const side = name.toLowerCase();
      put(`${side}.cpu`, cpu(name), 'us for a request');
      put(`${side}.rate`, rate(name), 'requests/s');
      put(`${side}.busy`, windows[name].map(({ busy }) => busy), 'of its core');
      const others = windows[name].map((window) => (((window.cpuUs['load generator'] ?? 0) + (window.cpuUs['stub'] ?? 0)) * window.rate) / 1e6);
      put(`${side}.loadAndStubBusy`, others, 'of a core');
    }
  });
}
