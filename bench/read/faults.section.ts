import { overviews } from './customers.js';
import { callsForOverview, inPairs, ratios, withSides } from './in-pairs.js';
import { uncachedReads } from './product.js';
import type { ReadRun } from './read-bench.js';
import { manyCustomers } from './uncached.section.js';

const connections = 32;
const latencyMs = 5;
const failing = { latencyMs, errors: 0.1, hangs: 0.02 };
const tryTimeoutMs = 250;
/** A reader's patience. */
const withinMs = 1_000;

/** Systems that answer every tenth call with an error and every fiftieth not at all. */
export async function faults(run: ReadRun): Promise<void> {
  const { plan, figures, rig, say } = run;
  const system = { resilience: { all: { ...uncachedReads, tryTimeout: tryTimeoutMs } } };
  await withSides(run, { system }, async ({ sides, calls }) => {
    const load = { connections, ms: plan.windowMs, addresses: overviews(manyCustomers), order: 'in-turn' as const, lookAfterMs: withinMs, timeoutMs: 2 * withinMs };
    await rig.stub.ask('behave', { erp: { latencyMs }, crm: { latencyMs } });
    say('healthy systems first');
    const healthy = await inPairs(run, sides, load);
    await rig.stub.ask('behave', { erp: failing, crm: failing });
    say('now with errors and hanging calls');
    const { Strata: ours, limit } = await inPairs(run, sides, load, { areWarm: true, runsIn: false });
    await rig.stub.ask('behave', {});

    const complete = (windows: typeof ours) => windows.map((window) => window.complete / window.requests);
    const p99 = (windows: typeof ours) => windows.map(({ latencies }) => latencies.p99);
    const allowed = p99(healthy.Strata).map((each) => tryTimeoutMs + 2 * each);
    figures.put('faults.complete', complete(ours), `of all within ${withinMs} ms`, { atLeast: 0.995 });
    figures.put('faults.missing', ours.map(({ missing, requests }) => missing / requests), 'of all had a part marked missing; what else is not complete was late');
    figures.put('faults.limit.complete', complete(limit), `of all within ${withinMs} ms, without retries`);
    figures.put('faults.p99OfAllowed', ratios(p99(ours), allowed), 'of a try plus twice the healthy p99', { atMost: 1 });
    figures.put('faults.p99', p99(ours), 'ms');
    figures.put('faults.tryTimeout', tryTimeoutMs, 'ms');
    figures.put('faults.healthyP99', p99(healthy.Strata), 'ms');
    figures.put('faults.callsForNeeded', ours.map(({ upstream, requests }) => upstream.questions / (requests * calls)), 'questions for one needed, of which a call may ask several', { atMost: 1.25 });
    figures.put('faults.upstreamCalls', ours.map(callsForOverview), `calls for an overview, of ${calls} by itself`);
    figures.put('faults.failed', ours.map(({ upstream }) => (upstream.errors + upstream.hangs) / upstream.calls), 'of the upstream calls');
  });
}
