import { overviews } from './customers.js';
import { uncachedReads } from './product.js';
import type { ReadRun } from './read-bench.js';
import { sideOf } from './rig.js';
import { mostWithin } from './sliding-second.js';
import { manyCustomers } from './uncached.section.js';

const callsPerSecond = 20;
const replicas = 2;
const ms = 10_000;

/** Two replicas that many ask at once, and an ERP that takes so many calls a second and no more. */
export async function budget({ figures, rig }: ReadRun): Promise<void> {
  const system = { resilience: { all: uncachedReads }, budget: { inFlight: 32, callsPerSecond, replicas } };
  const strata = await rig.product({ system, env: { STRATA_PLATFORMS: String(replicas) } });
  try {
    const side = await sideOf(strata);
    await rig.stub.ask('look', undefined);
    const load = await rig.loadAlone(side, { connections: 32, ms, addresses: overviews(manyCustomers), order: 'in-turn', lookAfterMs: ms });
    const { erp, crm } = await rig.stub.ask('look', undefined);
    figures.put('budget.callsPerSecond', callsPerSecond, 'allowed to each system');
    figures.put('budget.replicas', side.pids.length, 'platforms');
    figures.put('budget.mostInASecond', Math.max(...[erp, crm].map(({ dispatched }) => mostWithin(dispatched, 1_000))), 'calls in any sliding second', { atMost: callsPerSecond });
    figures.put('budget.erpCallsPerSecond', (erp.dispatched.length * 1000) / load.ms, 'on average');
    figures.put('budget.complete', load.complete, `overviews of ${load.requests}`);
    figures.put('budget.refused', load.statuses[503] ?? 0, 'answered 503');
  } finally {
    await strata.stop();
  }
}
