import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migratedDatabase } from '../spec-database.fixture.js';
import { CallLedger, type CallsWanted } from './call-ledger.js';

let db: DataSource;
let url: string;
let ledger: CallLedger;
let now = new Date('2026-11-29T12:00:00Z');
beforeAll(async () => {
  ({ db, url } = await migratedDatabase());
  ledger = new CallLedger(url, () => now);
});
afterAll(async () => {
  await ledger.close();
  await db.destroy();
});

const plan = { rate: { perSecond: 5, burst: 20, block: 2 }, quota: { perDay: 1_000, block: 10 } };
const wanted = (clientId: string, more: Partial<CallsWanted> = {}): CallsWanted => ({ clientId, limits: plan, waiting: 1, held: { burst: 0, day: 0 }, ...more });
const at = (time: string) => void (now = new Date(`2026-11-29T${time}Z`));

describe('a lease of calls', () => {
  it('is for those that wait, and a block of each limit beyond', async () => {
    at('12:00:00');
    expect(await ledger.lease(wanted('first', { waiting: 3 }))).toEqual({
      burst: { given: 5, left: 15, nextMs: 200 },
      day: { name: '2026-11-29', given: 13, left: 987, endsMs: 12 * 3_600_000 },
    });
  });

  it('takes nothing of what is in hand yet', async () => {
    const { burst, day } = await ledger.lease(wanted('held', { waiting: 0, held: { burst: 1, day: 6 } }));
    expect([burst.given, day.given]).toEqual([1, 0]);
  });

  it('takes from a bucket that fills by the second', async () => {
    at('12:00:00');
    const all = await ledger.lease(wanted('filled', { waiting: 30 }));
    at('12:00:00.5');
    const soon = await ledger.lease(wanted('filled', { waiting: 30 }));
    at('13:00:00');
    const later = await ledger.lease(wanted('filled', { waiting: 30 }));
    expect([all, soon, later].map(({ burst }) => [burst.given, burst.nextMs])).toEqual([[20, 200], [2, expect.closeTo(100, 5)], [20, 200]]);
  });

  it('fills no bucket while a clock goes back', async () => {
    at('12:00:00');
    await ledger.lease(wanted('back', { waiting: 30 }));
    at('11:59:59');
    expect((await ledger.lease(wanted('back'))).burst).toEqual({ given: 0, left: 0, nextMs: 200 });
  });

  it('of a quota of one is one call of a day, and another after midnight in UTC', async () => {
    const one = { ...plan, quota: { perDay: 1, block: 1 } };
    const given: number[] = [];
    for (const time of ['23:59:58', '23:59:59.999']) {
      at(time);
      given.push((await ledger.lease(wanted('midnight', { limits: one, waiting: 2 }))).day.given);
    }
    now = new Date('2026-11-30T00:00:00Z');
    const { day } = await ledger.lease(wanted('midnight', { limits: one, waiting: 2 }));
    expect([...given, day.given, day.name]).toEqual([1, 0, 1, '2026-11-30']);
  });

  it('takes nothing of one limit when the other is spent', async () => {
    at('12:00:00');
    const none = { ...plan, quota: { perDay: 1, block: 1 } };
    await ledger.lease(wanted('spent', { limits: none }));
    const { burst, day } = await ledger.lease(wanted('spent', { limits: none }));
    expect([burst.given, day.given, day.left]).toEqual([0, 0, 0]);
    await ledger.lease(wanted('slow', { waiting: 30 }));
    expect((await ledger.lease(wanted('slow', { waiting: 30, held: { burst: 0, day: 10 } }))).day.given).toBe(0);
  });

  it('takes less ahead as the day nears its end, and nothing of the last eight calls', async () => {
    at('12:00:00');
    const small = { quota: { perDay: 100, block: 50 } };
    const leases: number[] = [];
    for (let left = 100; left > 0; ) {
      const { day } = await ledger.lease(wanted('ending', { limits: small }));
      leases.push(day.given);
      left = day.left;
    }
    expect(leases).toEqual([13, 11, 10, 9, 8, 7, 6, 5, 4, 4, 3, 3, 3, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1]);
    expect(leases.reduce((sum, each) => sum + each)).toBe(100);
  });

  it('of a plan without a rate, or without a quota, is of the other alone', async () => {
    at('12:00:00');
    const fast = await ledger.lease(wanted('fast', { limits: { quota: { perDay: 1_000, block: 10 } }, waiting: 100 }));
    const long = await ledger.lease(wanted('long', { limits: { rate: { perSecond: 5, burst: 20, block: 2 } }, waiting: 1 }));
    expect([fast.burst, fast.day.given]).toEqual([{ given: 0, left: 0, nextMs: 0 }, 110]);
    expect([long.burst.given, long.day.given, await ledger.usageOf('long')]).toEqual([3, 0, []]);
  });
});

describe('usage of a client', () => {
  it('is told by day, without what was given back, and forgotten after 400 days', async () => {
    now = new Date('2025-01-01T12:00:00Z');
    await ledger.lease(wanted('used'));
    at('12:00:00');
    await ledger.lease(wanted('used'));
    now = new Date('2026-11-30T12:00:00Z');
    await ledger.lease(wanted('used'));
    await ledger.giveBack('used', '2026-11-30', 10);
    expect(await ledger.usageOf('used')).toEqual([{ day: '2026-11-30', used: 1 }, { day: '2026-11-29', used: 11 }]);
    expect(await ledger.usageOf('used', 1)).toHaveLength(1);
  });
});

it('questions of five replicas at once get no more than there is', async () => {
  at('12:00:00');
  const replicas = Array.from({ length: 5 }, () => new CallLedger(url, () => now));
  const limits = { rate: { perSecond: 5, burst: 20, block: 2 }, quota: { perDay: 30, block: 3 } };
  const rounds = Array.from({ length: 10 }, (_, round) => `rivals-${round}`);
  for (const clientId of rounds) {
    const first = await ledger.lease(wanted(clientId, { limits }));
    const others = await Promise.all(Array.from({ length: 30 }, (_, index) => replicas[index % 5]!.lease(wanted(clientId, { limits }))));
    const leases = [first, ...others];
    expect(leases.reduce((sum, { burst }) => sum + burst.given, 0)).toBe(20);
    const given = leases.reduce((sum, { day }) => sum + day.given, 0);
    expect(given).toBeLessThanOrEqual(30);
    expect(await ledger.usageOf(clientId)).toEqual([{ day: '2026-11-29', used: given }]);
  }
  await Promise.all(replicas.map((replica) => replica.close()));
});
