import { setTimeout as sleep } from 'node:timers/promises';
import { WebClient } from '../../test/harness/web-client.js';
import type { LoadRequest } from './load/load.js';
import { overviews, pathOf, type Addresses } from './customers.js';
import { withSides } from './in-pairs.js';
import type { Side } from './rig.js';
import { uncachedReads } from './product.js';
import type { ReadRun } from './read-bench.js';
import { manyCustomers } from './uncached.section.js';

const latencyMs = 20;
/** A screen waits so long for its slowest part, in ms. */
const screenDeadlineMs = 5_000;
/** For the way there and back. */
const wayMs = 50;
/** Equal before and during, and far from what the machine can: only the dead system makes a difference. */
const rate = 60;
const beforeMs = 15_000;
const fullAnswerWithinMs = 10_000;

/** The CRM takes every call and answers none; the ERP is well. */
export async function dead(run: ReadRun): Promise<void> {
  const { plan, figures, rig, say } = run;
  await withSides(run, { system: { resilience: { all: uncachedReads } } }, async ({ strata: product, sides: [, strata] }) => {
    const erpReader = { ...strata, credentials: () => new WebClient(strata.origin, product.as('erp')).credentials() };
    const load = (addresses: Addresses): Omit<LoadRequest, 'origin' | 'ms'> => ({ connections: 256, rate, addresses, order: 'in-turn', lookAfterMs: screenDeadlineMs });
    const screens = load(overviews(manyCustomers));
    const parts = { ...load({ of: 'position', customers: manyCustomers }), lookAfterMs: undefined };
    const both = async (ms: number) => {
      const [ofScreens, erp] = await Promise.all([rig.loadAlone(strata, { ...screens, ms }), rig.loadAlone(erpReader, { ...parts, ms })]);
      return { screens: ofScreens, erp };
    };
    await rig.stub.ask('behave', { erp: { latencyMs }, crm: { latencyMs } });
    await both(2_000);
    const before = await both(Math.min(beforeMs, plan.deadSeconds * 1000));
    say(`before: overview p99 ${before.screens.latencies.p99.toFixed(1)} ms, the ERP's part ${before.erp.latencies.p99.toFixed(1)} ms`);
    await rig.stub.ask('behave', { erp: { latencyMs }, crm: { latencyMs, dead: 'silent' } });
    const during = await both(plan.deadSeconds * 1000);
    say(`${plan.deadSeconds} s without the CRM: overview p99 ${during.screens.latencies.p99.toFixed(1)} ms, the longest ${during.screens.latencies.longest.toFixed(0)} ms, the ERP's part ${during.erp.latencies.p99.toFixed(1)} ms`);
    await rig.stub.ask('behave', { erp: { latencyMs }, crm: { latencyMs } });
    const back = await firstFull(strata, pathOf(screens.addresses, 0));

    figures.put('dead.seconds', plan.deadSeconds, 's');
    figures.put('dead.longestCall', during.screens.latencies.longest, `ms; the deadline is ${screenDeadlineMs}`, { atMost: screenDeadlineMs + wayMs });
    figures.put('dead.answered', (during.screens.statuses[200] ?? 0) / during.screens.requests, 'of the overviews', { atLeast: 1 });
    figures.put('dead.marked', during.screens.missing / during.screens.requests, 'of the overviews had their CRM part marked missing');
    figures.put('dead.othersP99OfBefore', during.erp.latencies.p99 / before.erp.latencies.p99, "of the ERP part's p99 before", { atMost: 1.1 });
    figures.put('dead.othersP99', during.erp.latencies.p99, 'ms');
    figures.put('dead.overviewP99', during.screens.latencies.p99, 'ms');
    figures.put('dead.overviewP99Before', before.screens.latencies.p99, 'ms');
    figures.put('dead.firstFullAnswer', back, 'ms after its return', { atMost: 2_000 });
  });
}

/** @returns ms from now to the first overview with all its parts */
async function firstFull({ origin, credentials }: Side, path: string): Promise<number> {
  const from = performance.now();
  while (performance.now() - from < fullAnswerWithinMs) {
    const { master, business, crm } = (await (await fetch(`${origin}${path}`, { headers: await credentials?.() })).json()) as Record<string, { missing?: string; stale?: boolean } | undefined>;
    if ([master, business, crm].every((part) => part?.stale === false && part.missing === undefined)) return performance.now() - from;
    await sleep(20);
  }
  throw new Error(`no full answer within ${fullAnswerWithinMs} ms of the return`);
}
