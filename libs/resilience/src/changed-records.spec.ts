import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ChangedRecords } from './changed-records.js';
import { callWithin, failure, heldCall, policiesOf, read, Trouble } from './policies.fixture.js';
import type { GuardedOperation } from './policies.types.js';

beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-11-25T10:00:00Z') }));
afterEach(() => void vi.useRealTimers());

const cached: GuardedOperation = { ...read, cacheMs: 5_000, staleIfErrorMs: 60_000, concerns: (asked: string) => [`item:${asked}`] };
const down = () => Promise.reject(new Trouble('unavailable'));
const screen = { ...callWithin(60_000), priority: 'screen' as const, deadline: Infinity };

describe('an answer whose record changed', () => {
  it('is asked for anew, and others are not', async () => {
    const { policies } = policiesOf();
    const call = vi.fn(async (_: unknown, asked: string) => asked);
    for (const key of ['A', 'B']) await policies.run(callWithin(1_000), cached, key, call);
    policies.forget(['item:A']);
    for (const key of ['A', 'B', 'A']) await policies.run(callWithin(1_000), cached, key, call);
    expect(call.mock.calls.map(([, asked]) => asked)).toEqual(['A', 'B', 'A']);
  });

  it('that was under way is not remembered as fresh: who asks after the change asks anew, and shares only with those', async () => {
    const { policies } = policiesOf();
    const { call, started, answer } = heldCall<string>();
    const before = policies.run(callWithin(5_000), cached, 'A', call);
    policies.forget(['item:A']);
    const after = [1, 2].map(() => policies.run(callWithin(5_000), cached, 'A', call));
    await vi.advanceTimersByTimeAsync(0);
    expect(started()).toBe(2);
    answer('old');
    expect((await before).value).toBe('old');
    const late = policies.run(callWithin(5_000), cached, 'A', call);
    answer('new');
    expect((await Promise.all([...after, late])).map(({ value }) => value)).toEqual(['new', 'new', 'new']);
    expect((await policies.run(callWithin(5_000), cached, 'A', call)).value).toBe('new');
    expect(started()).toBe(2);
  });

  it('does not take the place of the newer one when it comes later', async () => {
    const { policies } = policiesOf();
    const { call, started, answer, last } = heldCall<string>();
    const before = policies.run(callWithin(5_000), cached, 'A', call);
    await vi.advanceTimersByTimeAsync(1);
    policies.forget(['item:A']);
    const after = policies.run(callWithin(5_000), cached, 'A', call);
    last('new');
    expect((await after).value).toBe('new');
    answer('old');
    await before;
    expect((await policies.run(callWithin(5_000), cached, 'A', call)).value).toBe('new');
    expect(started()).toBe(2);
  });

  it('by what the answer says it is about counts as well', async () => {
    const { policies } = policiesOf();
    const operation: GuardedOperation = { ...cached, concerns: (_asked: string, value) => (value ? [`order:${String(value)}`] : []) };
    const call = vi.fn(async () => 'S1');
    await policies.run(callWithin(1_000), operation, 'A', call);
    policies.forget(['order:S2']);
    await policies.run(callWithin(1_000), operation, 'A', call);
    expect(call).toHaveBeenCalledTimes(1);
    policies.forget(['order:S1']);
    await policies.run(callWithin(1_000), operation, 'A', call);
    expect(call).toHaveBeenCalledTimes(2);
  });

  it('still stands in for a system that is down, marked stale, for a screen; a flow is told that there is none', async () => {
    const { policies } = policiesOf({ retry: { tries: 1 } });
    await policies.run(callWithin(1_000), cached, 'A', async () => 'old');
    policies.forget(['item:A']);
    expect(await policies.run(screen, cached, 'A', down)).toMatchObject({ value: 'old', stale: true, asOf: '2026-11-25T10:00:00.000Z' });
    expect(await failure(policies.run(callWithin(1_000), cached, 'A', down))).toMatchObject({ kind: 'unavailable' });
  });
});

describe('changes beyond those that are remembered', () => {
  it('outdate whatever began before them', () => {
    const changed = new ChangedRecords(2);
    const before = changed.now;
    changed.add(['A']);
    const between = changed.now;
    changed.add(['B']);
    expect([changed.since(before, ['C']), changed.since(between, ['A'])]).toEqual([false, false]);
    changed.add(['C']);
    expect([changed.since(before, ['D']), changed.since(between, ['D']), changed.since(between, ['B'])]).toEqual([true, false, true]);
  });
});
