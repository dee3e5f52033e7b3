import { overviews } from './customers.js';
import { callsForOverview, inPairs, ratios, requireAnswered, withSides } from './in-pairs.js';
import { eachAlone, uncachedReads } from './product.js';
import type { ReadRun } from './read-bench.js';
import type { Side } from './rig.js';

const connections = 32;
/** More than are asked for in the run, so that nobody asks for the same as another. */
export const manyCustomers = 200_000;

/** CPU and throughput of one overview, nothing of it known: every request asks all systems, by the same calls as the limit's. */
export const uncached = (run: ReadRun): Promise<void> => besideLimit(run, 'uncached');

/** The same of a product as it is delivered: screens that want the same of a system at one moment share a request. */
export const joined = (run: ReadRun): Promise<void> => besideLimit(run, 'joined');

async function besideLimit(run: ReadRun, section: 'uncached' | 'joined'): Promise<void> {
  const { plan, figures } = run;
  const callForCall = section === 'uncached';
  await withSides(run, { ordinary: callForCall, system: { ...(callForCall && eachAlone), resilience: { all: uncachedReads } } }, async ({ strata, sides, calls }) => {
    const { pids } = await strata.record();
    const load = { connections, ms: plan.windowMs, addresses: overviews(manyCustomers), order: 'in-turn' as const };
    const windows = await inPairs(run, sides, load, { processes: { postgres: [pids['postgres'] ?? 0], restate: [pids['restate'] ?? 0] } });
    requireAnswered(windows);
    const made = (name: Side['name']) => windows[name].map(callsForOverview);
    for (const { name } of sides.filter((side) => callForCall || side.name !== 'Strata')) {
      const least = Math.min(...made(name));
      if (least < calls * 0.98) throw new Error(`${name} made ${least.toFixed(2)} upstream calls for each request, and ${calls} were to be made`);
    }

    const cpu = (name: Side['name']) => windows[name].map(({ cpuUs }) => cpuUs[name] ?? Number.NaN);
    const rate = (name: Side['name']) => windows[name].map((window) => window.rate);
    const put = (figure: string, values: number[], unit: string, goal?: { atLeast: number }) => figures.put(`${section}.${figure}`, values, unit, goal);
    put('cpuShareOfLimit', ratios(cpu('limit'), cpu('Strata')), 'of the limit', callForCall ? { atLeast: 0.5 } : undefined);
    put('rateShareOfLimit', ratios(rate('Strata'), rate('limit')), 'of the limit');
    if (callForCall) {
      put('ordinaryCpuShareOfLimit', ratios(cpu('limit'), cpu('ordinary')), 'of the limit');
      put('ordinaryRateShareOfLimit', ratios(rate('ordinary'), rate('limit')), 'of the limit');
    }
    for (const { name } of sides) {
      const side = name.toLowerCase();
      put(`${side}.upstreamCalls`, made(name), 'calls for an overview');
      put(`${side}.cpu`, cpu(name), 'us for a request');
      put(`${side}.rate`, rate(name), 'requests/s');
      put(`${side}.busy`, windows[name].map(({ busy }) => busy), 'of its core');
      const others = windows[name].map((window) => (((window.cpuUs['load generator'] ?? 0) + (window.cpuUs['stub'] ?? 0)) * window.rate) / 1e6);
      put(`${side}.loadAndStubBusy`, others, 'of a core');
    }
  });
}
