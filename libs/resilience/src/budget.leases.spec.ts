import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LeasedPermits } from './budget.leases.js';
import { RateShare } from './budget.share.js';
import type { LeaseGrant, LeaseRequest } from './budget.types.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Permits of 20 calls a second, of which two replicas share; so many orders wait. */
function permitsOf(answer: (request: LeaseRequest) => Promise<LeaseGrant>, waiting = 10) {
  const asked: LeaseRequest[] = [];
  const demand = { waiting: () => [waiting, 0, 0], advance: () => undefined };
  const ledger = {
    lease: (request: LeaseRequest) => {
      asked.push(request);
      return answer(request);
    },
  };
  const permits = new LeasedPermits('erp', 20, ledger, new RateShare(20, 2, demand), demand);
  const taken = (): number => {
    let count = 0;
    while (count < 100 && permits.take(0)) count += 1;
    return count;
  };
  return { permits, taken, asked };
}

const granted = (...permits: number[]): LeaseGrant => ({ leases: permits.map((count, rank) => ({ permits: count, ...(count > 0 && { id: `${rank}` }) })), left: 10, nextMs: 1_220 });

describe('leased permits', () => {
  it('are at hand once they are leased, each once', async () => {
    const { permits, taken } = permitsOf(async () => granted(5, 0, 0));
    expect(taken()).toBe(0);
    permits.expect();
    await vi.advanceTimersByTimeAsync(0);
    expect([taken(), taken()]).toEqual([5, 0]);
  });

  it('run out 200 ms after they were asked for, however late the answer came', async () => {
    const slow = () => new Promise<LeaseGrant>((resolve) => void setTimeout(() => resolve(granted(5, 0, 0)), 150));
    const { permits, taken } = permitsOf(slow);
    permits.expect();
    await vi.advanceTimersByTimeAsync(199);
    expect(permits.take(0)).toBe(true);
    await vi.advanceTimersByTimeAsync(1);
    expect(taken()).toBe(0);
  });

  it('that were not used are given back with the next question', async () => {
    const { permits, asked } = permitsOf(async () => granted(5, 0, 0), 5);
    permits.expect();
    await vi.advanceTimersByTimeAsync(0);
    permits.take(0);
    await vi.advanceTimersByTimeAsync(200);
    expect(permits.take(0)).toBe(false);
    permits.expect();
    expect(asked.map(({ closed }) => closed)).toEqual([[], [{ id: '0', used: 1 }]]);
  });

  it('of an export serve whoever is more urgent, and those of an order nobody else', async () => {
    const { permits } = permitsOf(async () => granted(1, 0, 1));
    permits.expect();
    await vi.advanceTimersByTimeAsync(0);
    expect([permits.take(2), permits.take(2), permits.take(1), permits.take(0)]).toEqual([true, false, false, true]);
  });

  it('are the share of the replica when the ledger is silent for a second', async () => {
    const { permits, taken } = permitsOf(() => new Promise(() => undefined));
    permits.expect();
    await vi.advanceTimersByTimeAsync(999);
    expect(taken()).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(taken()).toBe(10);
  });

  it('are nobody\'s until leases count no more, when the ledger goes: then the share holds', async () => {
    let away = false;
    const { permits, taken } = permitsOf(() => (away ? Promise.reject(new Error('away')) : Promise.resolve(granted(20, 0, 0))));
    permits.expect();
    await vi.advanceTimersByTimeAsync(0);
    expect(taken()).toBe(20);
    await vi.advanceTimersByTimeAsync(0);
    away = true;
    permits.expect();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(taken()).toBe(0);
    await vi.advanceTimersByTimeAsync(300);
    expect(taken()).toBe(10);
  });
});
