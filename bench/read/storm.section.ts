import { overviews } from './customers.js';
import { withSides } from './in-pairs.js';
import type { ReadRun } from './read-bench.js';

const customers = 10;
const lifetimeMs = 30_000;
/** The issue asks for 30 with three calls for each customer. */
const callsPerCustomer = 3;

/** Many ask for the same few customers at once. */
export async function storm(run: ReadRun): Promise<void> {
  const { plan, figures, rig } = run;
  const system = { resilience: { all: { cache: lifetimeMs } } };
  await withSides(run, { system }, async ({ sides: [, strata], calls }) => {
    // Not those that were asked for when answers were compared.
    const addresses = { ...overviews(customers), skip: 100 };
    const { requests, upstream, statuses, ms } = await rig.measure(strata, { connections: 128, ms: lifetimeMs, requests: plan.storm, addresses, order: 'in-turn' });
    if (statuses[200] !== requests) throw new Error(`the storm was answered ${JSON.stringify(statuses)}`);
    figures.put('storm.requests', requests, `for ${customers} customers in ${ms.toFixed(0)} ms`);
    figures.put('storm.upstreamCalls', upstream.calls, 'HTTP calls', { atMost: customers * callsPerCustomer });
    figures.put('storm.questionsForCustomer', upstream.questions / customers, `of which a call may ask several; one overview takes ${calls}`, { atMost: calls });
  });
}
