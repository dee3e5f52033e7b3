import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { unlimited } from './budget.share.js';
import type { Priority } from './budget.types.js';
import { callWithin, failure, heldCall, policiesOf, read, Trouble, write } from './policies.fixture.js';
import { Turnstile } from './turnstile.js';

beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-11-23T10:00:00Z') }));
afterEach(() => void vi.useRealTimers());

/** A turnstile, and who got in. */
function turnstileOf(inFlight: number, waiting = 100) {
  const turnstile = new Turnstile({ inFlight, waiting }, unlimited);
  const inside: string[] = [];
  const come = (priority: Priority, name: string = priority): void => {
    const turn = turnstile.enter(priority, Date.now() + 60_000);
    if (turn === undefined) inside.push(name);
    else void turn.then(() => inside.push(name));
  };
  const leave = async (priority: Priority): Promise<void> => {
    turnstile.leave(priority);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { turnstile, inside, come, leave };
}

describe('who waits for a place of a system', () => {
  it('goes by priority, and those of one priority in turn', async () => {
    const { inside, come, leave } = turnstileOf(1);
    come('order', 'first');
    for (const name of ['export', 'screen 1', 'order', 'screen 2']) come(name.split(' ')[0] as Priority, name);
    for (const done of ['order', 'order', 'screen', 'screen', 'export'] as const) await leave(done);
    expect(inside).toEqual(['first', 'order', 'screen 1', 'screen 2', 'export']);
  });

  it('is not overtaken by one who comes as a place is freed', async () => {
    const { turnstile, inside, come, leave } = turnstileOf(1);
    come('screen', 'first');
    come('screen', 'waiting');
    const leaving = leave('screen');
    come('screen', 'newcomer');
    await leaving;
    expect(inside).toEqual(['first', 'waiting']);
    expect(turnstile.waiting).toBe(1);
  });
});

describe('the places of a system', () => {
  it('are half kept from exports, and an eighth from screens: neither can starve who goes before them', () => {
    const { inside, come } = turnstileOf(8);
    for (let count = 0; count < 8; count += 1) come('export');
    for (let count = 0; count < 8; count += 1) come('screen');
    for (let count = 0; count < 8; count += 1) come('order');
    expect(inside).toEqual(['export', 'export', 'export', 'export', 'screen', 'screen', 'screen', 'order']);
  });

  it('are all there for orders', () => {
    const { inside, come } = turnstileOf(8);
    for (let count = 0; count < 9; count += 1) come('order');
    expect(inside).toHaveLength(8);
  });

  it('let an export go on when one of its own is done, while screens have what is theirs', async () => {
    const { inside, come, leave } = turnstileOf(2);
    come('export', 'export 1');
    come('export', 'export 2');
    come('screen');
    expect(inside).toEqual(['export 1', 'screen']);
    await leave('export');
    expect(inside).toEqual(['export 1', 'screen', 'export 2']);
  });

  it('have a line for each priority: exports that wait refuse no order', async () => {
    const { turnstile, come } = turnstileOf(1, 2);
    for (const priority of ['order', 'export', 'export', 'order'] as const) come(priority);
    await expect(turnstile.enter('export', Date.now() + 1_000)).rejects.toMatchObject({ reason: 'saturated', budget: { inFlight: 1 } });
    expect(turnstile.waiting).toBe(3);
  });
});

describe('a shared read that waits for a place', () => {
  it('is not made when who asked for it has left', async () => {
    const { policies } = policiesOf({ bulkhead: { inFlight: 1 } });
    const { call, started, answer } = heldCall<string>();
    const cached = { ...read, cacheMs: 1_000 };
    const first = policies.run(callWithin(20_000), write, undefined, call);
    const second = failure(policies.run(callWithin(500), cached, 'items', call));
    await vi.advanceTimersByTimeAsync(500);
    expect(await second).toMatchObject({ details: { reason: 'deadline', budget: { inFlight: 1, left: 0 } } });
    answer('first');
    await first;
    await vi.advanceTimersByTimeAsync(0);
    expect([started(), policies.state().waiting]).toEqual([1, 0]);
  });

  it('is made for who joined it and has more time than who started it', async () => {
    const { policies } = policiesOf({ bulkhead: { inFlight: 1 } });
    const { call, started, answer } = heldCall<string>();
    const cached = { ...read, cacheMs: 1_000 };
    const first = policies.run(callWithin(20_000), write, undefined, call);
    const short = failure(policies.run(callWithin(500), cached, 'items', call));
    const long = policies.run(callWithin(20_000), cached, 'items', call);
    await vi.advanceTimersByTimeAsync(500);
    expect(await short).toMatchObject({ details: { reason: 'deadline' } });
    answer('first');
    await first;
    await vi.advanceTimersByTimeAsync(0);
    answer('items');
    expect(await long).toMatchObject({ value: 'items', stale: false });
    expect(started()).toBe(2);
  });
});

describe('a budget of calls a second without a ledger', () => {
  const budget = { callsPerSecond: 10, replicas: 2 };

  it('is the share of this replica, in any second', async () => {
    const { policies } = policiesOf({ budget });
    const times: number[] = [];
    const begin = Date.now();
    const calls = Array.from({ length: 12 }, () => policies.run(callWithin(10_000), read, undefined, async () => times.push(Date.now() - begin)));
    await vi.advanceTimersByTimeAsync(5_000);
    await Promise.all(calls);
    expect(times.filter((at) => at < 1_000)).toHaveLength(5);
    expect(times.filter((at) => at >= 1_000 && at < 2_000)).toHaveLength(5);
  });

  it('is less than one a second where it must be', async () => {
    const { policies } = policiesOf({ budget: { callsPerSecond: 1, replicas: 3 } });
    let made = 0;
    const calls = [1, 2].map(() => policies.run(callWithin(10_000), read, undefined, async () => (made += 1)));
    await vi.advanceTimersByTimeAsync(2_900);
    expect(made).toBe(1);
    await vi.advanceTimersByTimeAsync(500);
    await Promise.all(calls);
    expect(made).toBe(2);
  });

  it('is spent by retries too', async () => {
    const { policies, events } = policiesOf({ budget: { callsPerSecond: 2, replicas: 1 }, retry: { tries: 3, firstDelayMs: 1, maxDelayMs: 2 } });
    const run = failure(policies.run(callWithin(800), read, undefined, () => Promise.reject(new Trouble('unavailable'))));
    await vi.advanceTimersByTimeAsync(1_000);
    await run;
    expect(events.filter(({ type }) => type === 'attempt-ended')).toHaveLength(2);
  });

  it('tells who is refused what was spent, and when to come back', async () => {
    const { policies } = policiesOf({ bulkhead: { waiting: 1 }, budget: { callsPerSecond: 2, replicas: 1 } });
    const { call } = heldCall();
    for (let count = 0; count < 3; count += 1) void policies.run(callWithin(60_000), read, undefined, call).catch(() => undefined);
    expect(await failure(policies.run(callWithin(5_000), read, undefined, call))).toMatchObject({
      details: { reason: 'saturated', budget: { callsPerSecond: 2, inFlight: 32, left: 0 }, retryAfterMs: expect.any(Number) as number },
    });
  });
});
