import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isStrataError, StrataError, withDetails } from '#canonical';
import { createPolicies, type Policies, type PermitLedger as Ledger, type Priority } from '#resilience';
import { PermitLedger } from '#store';
import { migratedDatabase } from '#store/fixture';

const rate = 20;
const read = { name: 'readItems', safe: true, timeoutMs: 5_000 };

let db: DataSource;
let ledgers: PermitLedger[];
beforeAll(async () => {
  const { url, db: source } = await migratedDatabase();
  db = source;
  ledgers = [new PermitLedger(url), new PermitLedger(url)];
});
afterAll(async () => {
  await Promise.all(ledgers.map((ledger) => ledger.close()));
  await db.destroy();
});

/** One replica's policies of a system. */
function replica(systemId: string, ledger: Ledger, waiting = 512): Policies {
  return createPolicies(
    systemId,
    { bulkhead: { inFlight: 64, waiting }, budget: { callsPerSecond: rate, replicas: 2 } },
    {
      isTransient: () => false,
      isOutOfTime: () => false,
      unavailable: (message, details) => new StrataError('unavailable', message, details),
      unknownOutcome: (message, details) => new StrataError('unknown-outcome', message, details),
      outcomeOf: () => 'failed',
      withAttempts: (error, attempts) => (isStrataError(error) ? withDetails(error, { attempts }) : error),
    },
    ledger,
  );
}

interface Dispatched {
  at: number;
  priority: Priority;
}

/** A call that says when it left. */
function callInto(log: Dispatched[], policies: Policies, priority: Priority, ms: number): Promise<unknown> {
  return policies.run({ principal: {}, deadline: Date.now() + ms, priority }, read, undefined, async () => {
    log.push({ at: performance.now(), priority });
    await sleep(5);
  });
}

/** The most calls that left in any second. */
function busiestSecond(log: Dispatched[]): number {
  const times = log.map(({ at }) => at).toSorted((one, other) => one - other);
  return Math.max(...times.map((from, index) => times.slice(index).filter((at) => at < from + 1_000).length));
}

const settled = (calls: Promise<unknown>[]) => Promise.allSettled(calls).then((all) => all.filter(({ status }) => status === 'fulfilled').length);

describe.concurrent('a budget of calls a second that two replicas share', () => {
  it('holds in every sliding second while both hammer, and most of it is used', async () => {
    const log: Dispatched[] = [];
    const replicas = ledgers.map((ledger) => replica('hammered', ledger));
    const until = Date.now() + 4_000;
    const hammer = async (policies: Policies): Promise<void> => {
      while (Date.now() < until) await callInto(log, policies, 'order', 5_000);
    };
    await Promise.all(replicas.flatMap((policies) => Array.from({ length: 15 }, () => hammer(policies))));
    expect(busiestSecond(log)).toBeLessThanOrEqual(rate);
    // What leases leave idle: 0.9 of the rate and more on a quiet machine, and a second of burst at the start.
    expect(log.length).toBeGreaterThan(rate * 4 * 0.6);
  });

  it('is divided equally between those who want more than there is', async () => {
    const logs = await Promise.all(
      ledgers.map(async (ledger, index) => {
        const policies = replica('divided', ledger);
        const log: Dispatched[] = [];
        await Promise.all(Array.from({ length: 60 + index * 60 }, () => callInto(log, policies, 'screen', 3_000).catch(() => undefined)));
        return log;
      }),
    );
    // The first to come takes the first second, and half of each after it.
    for (const log of logs) expect(log.length).toBeGreaterThan(rate * 0.7);
  });

  it('goes to orders before screens before exports of another replica', async () => {
    const log: Dispatched[] = [];
    const [ours, theirs] = ledgers.map((ledger) => replica('urgent', ledger)) as [Policies, Policies];
    await settled(Array.from({ length: rate }, () => callInto([], ours, 'order', 5_000)));
    const orders = settled(Array.from({ length: 30 }, () => callInto(log, ours, 'order', 4_000)));
    await sleep(50);
    const exports = settled(Array.from({ length: 5 }, () => callInto(log, theirs, 'export', 5_000)));
    expect([await orders, await exports]).toEqual([30, 5]);
    expect(log.slice(0, rate).map(({ priority }) => priority)).toEqual(Array.from({ length: rate }, () => 'order'));
  });

  it('goes to orders before screens before exports', async () => {
    const log: Dispatched[] = [];
    const policies = replica('mixed', ledgers[0]!);
    await settled(Array.from({ length: rate }, () => callInto([], policies, 'order', 5_000)));
    const calls = (['export', 'screen', 'order'] as const).flatMap((priority) => Array.from({ length: 5 }, () => callInto(log, policies, priority, 5_000)));
    expect(await settled(calls)).toBe(15);
    expect(log.map(({ priority }) => priority)).toEqual(['order', 'screen', 'export'].flatMap((priority) => Array.from({ length: 5 }, () => priority)));
  });

  it('keeps a share from exports, whichever replica they come from', async () => {
    const log: Dispatched[] = [];
    const [ours, theirs] = ledgers.map((ledger) => replica('shares', ledger)) as [Policies, Policies];
    const exports = settled(Array.from({ length: rate }, () => callInto(log, theirs, 'export', 20_000)));
    expect(await settled(Array.from({ length: rate / 2 }, () => callInto(log, ours, 'order', 20_000)))).toBe(rate / 2);
    expect(await exports).toBe(rate);
    expect(busiestSecond(log.filter(({ priority }) => priority === 'export'))).toBeLessThanOrEqual(rate / 2);
  });

  it('is told to who waits for it in vain until the deadline, with when to come back', async () => {
    const policies = replica('spent', ledgers[0]!);
    await settled(Array.from({ length: rate }, () => callInto([], policies, 'order', 5_000)));
    const log: Dispatched[] = [];
    const began = Date.now();
    const error = await callInto(log, policies, 'screen', 200).catch((reason: unknown) => reason as StrataError);
    expect(error).toMatchObject({ kind: 'unavailable', details: { reason: 'deadline', budget: { callsPerSecond: rate, inFlight: 64, left: 0 } } });
    expect((error as StrataError).details.retryAfterMs).toBeGreaterThan(0);
    expect(Date.now() - began).toBeGreaterThanOrEqual(199);
    expect(log).toEqual([]);
  });

  it('is each replica\'s share while the database is away, and whole again when it is back', async () => {
    let away = false;
    const moody: Ledger = { lease: (request) => (away ? Promise.reject(new Error('away')) : ledgers[0]!.lease(request)) };
    const policies = replica('moody', moody);
    const log: Dispatched[] = [];
    away = true;
    expect(await settled(Array.from({ length: rate }, () => callInto(log, policies, 'order', 500)))).toBe(rate / 2);
    away = false;
    await sleep(1_500);
    await callInto(log, policies, 'order', 20_000);
    expect(await settled(Array.from({ length: rate - 1 }, () => callInto(log, policies, 'order', 20_000)))).toBe(rate - 1);
    // More than the share that it was: it would take them two seconds.
    expect(busiestSecond(log.slice(rate / 2))).toBeGreaterThan(rate / 2);
    expect(busiestSecond(log)).toBeLessThanOrEqual(rate);
  });
});
