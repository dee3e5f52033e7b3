import { overviewPaths } from './customers.js';
import type { ReadRun } from './read-bench.js';
import { sideOf, type Side, type Window } from './rig.js';

const connections = 32;
/** More than are asked for in the run: what is kept of a customer is never asked for again. */
const customers = 200_000;

/** CPU and throughput of one overview, nothing of it known: every request asks all systems. */
export async function uncached({ plan, rig, figures, say }: ReadRun): Promise<void> {
  const strata = await rig.product();
  try {
    const { pids } = await strata.record();
    const calls = await rig.upstreamCalls(strata);
    const [limit, ordinary] = await Promise.all([rig.limit(calls), rig.ordinary(calls)]);
    try {
      const sides: Side[] = [limit, await sideOf(strata), ordinary];
      await rig.requireSameAnswers(limit, sides.slice(1));
      say(`the same answers; ${calls.length} upstream calls for each`);
      const load = { connections, ms: plan.windowMs, paths: overviewPaths(customers), order: 'in-turn' as const };
      const others = { postgres: pids['postgres'] ?? 0, restate: pids['restate'] ?? 0 };
      for (const side of sides) await rig.measure(side, { ...load, ms: 1_500 });

      const windows = new Map<string, Window[]>(sides.map(({ name }) => [name, []]));
      for (let pair = 1; pair <= plan.pairs; pair += 1) {
        for (const side of sides) {
          await rig.stub.ask('look', undefined);
          const window = await rig.measure(side, load, others);
          const asked = await rig.stub.ask('look', undefined);
          const made = (asked.erp.counters.answer + asked.crm.counters.answer) / window.requests;
          if (window.statuses[200] !== window.requests) throw new Error(`${side.name} answered ${JSON.stringify(window.statuses)}`);
          if (made < calls.length * 0.98) throw new Error(`${side.name} made ${made.toFixed(2)} upstream calls for each request, and ${calls.length} were to be made`);
          windows.get(side.name)?.push(window);
          say(`pair ${pair} of ${plan.pairs}: ${side.name} ${window.rate.toFixed(0)}/s, p99 ${window.latencies.p99.toFixed(0)} ms, its core ${(window.busy * 100).toFixed(0)} % busy; CPU us ${cpuText(window)}`);
        }
      }
      const of = (name: Side['name']) => windows.get(name) ?? [];
      const cpu = (name: Side['name']) => of(name).map(({ cpuUs }) => cpuUs[name] ?? Number.NaN);
      const rate = (name: Side['name']) => of(name).map((window) => window.rate);
      figures.put('uncached.upstreamCalls', calls.length, 'calls for an overview');
      figures.put('uncached.cpuShareOfLimit', ratio(cpu('limit'), cpu('Strata')), 'of the limit', { atLeast: 0.5 });
      figures.put('uncached.rateShareOfLimit', ratio(rate('Strata'), rate('limit')), 'of the limit');
      figures.put('uncached.ordinaryCpuShareOfLimit', ratio(cpu('limit'), cpu('ordinary')), 'of the limit');
      figures.put('uncached.ordinaryRateShareOfLimit', ratio(rate('ordinary'), rate('limit')), 'of the limit');
      for (const name of ['limit', 'Strata', 'ordinary'] as const) {
        figures.put(`uncached.${name.toLowerCase()}.cpu`, cpu(name), 'us for a request');
        figures.put(`uncached.${name.toLowerCase()}.rate`, rate(name), 'requests/s');
        figures.put(`uncached.${name.toLowerCase()}.busy`, of(name).map(({ busy }) => busy), 'of its core');
        figures.put(`uncached.${name.toLowerCase()}.loadGeneratorBusy`, of(name).map(({ cpuUs, rate: each }) => ((cpuUs['load generator'] ?? 0) * each) / 1e6), 'of a core');
        figures.put(`uncached.${name.toLowerCase()}.stubBusy`, of(name).map(({ cpuUs, rate: each }) => ((cpuUs['stub'] ?? 0) * each) / 1e6), 'of a core');
      }
    } finally {
      await Promise.all([limit.stop(), ordinary.stop()]);
    }
  } finally {
    await strata.stop();
  }
}

function ratio(of: number[], to: number[]): number[] {
  return of.map((value, pair) => value / (to[pair] ?? Number.NaN));
}

function cpuText({ cpuUs }: Window): string {
  return Object.entries(cpuUs).map(([name, us]) => `${name} ${us.toFixed(0)}`).join(', ');
}
