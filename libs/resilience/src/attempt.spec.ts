import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { callWithin, failure, heldCall, policiesOf, read, Trouble, write } from './policies.fixture.js';
import type { CallScope } from './policies.types.js';

beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-11-23T10:00:00Z') }));
afterEach(() => void vi.useRealTimers());

describe('an attempt', () => {
  it('answers the value with its system, time and attempts', async () => {
    const { policies, events } = policiesOf();
    const slow = async () => {
      await vi.advanceTimersByTimeAsync(40);
      return 'item';
    };
    expect(await policies.run(callWithin(1_000), read, undefined, slow)).toEqual({
      value: 'item',
      source: 'erp',
      asOf: '2026-11-23T10:00:00.000Z',
      stale: false,
      attempts: [{ at: '2026-11-23T10:00:00.000Z', durationMs: 40, outcome: 'ok' }],
    });
    expect(events).toEqual([{ systemId: 'erp', operation: 'readItems', type: 'attempt-ended', outcome: 'ok', durationMs: 40 }]);
  });

  it('is not started past the deadline', async () => {
    const { policies } = policiesOf();
    const { call, started } = heldCall();
    expect(await failure(policies.run(callWithin(0), read, undefined, call))).toMatchObject({ kind: 'unavailable', details: { reason: 'deadline' }, attempts: [] });
    expect(started()).toBe(0);
  });

  it.each([
    ['what is left of the deadline', 2_000, 2_000],
    ['the longest useful wait of the operation', 60_000, 10_000],
  ])('is given %s', async (_which, withinMs, expectedMs) => {
    const { policies } = policiesOf();
    let given: CallScope | undefined;
    await policies.run(callWithin(withinMs), read, undefined, async (ctx) => (given = ctx));
    expect(given!.deadline - Date.now()).toBe(expectedMs);
  });

  it('passes on everything else that the call context carries', async () => {
    const { policies } = policiesOf();
    const ctx = { ...callWithin(1_000), traceparent: '00-1-2-01' };
    const { value } = await policies.run(ctx, read, undefined, async ({ traceparent }) => traceparent);
    expect(value).toBe('00-1-2-01');
  });

  it.each([
    [read, 'unavailable'],
    [write, 'unknown-outcome'],
  ] as const)('that ignores its deadline is given up: %o', async (operation, kind) => {
    const { policies } = policiesOf({ guardMs: 500, retry: { tries: 1 } });
    const run = failure(policies.run(callWithin(2_000), operation, undefined, heldCall().call));
    await vi.advanceTimersByTimeAsync(2_499);
    expect(policies.state().inFlight).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await run).toMatchObject({ kind, details: { reason: 'timeout' }, attempts: [{ durationMs: 2_500, outcome: kind }] });
    expect(policies.state().inFlight).toBe(0);
  });

  it('throws what the call throws, with its attempts', async () => {
    const { policies } = policiesOf();
    expect(await failure(policies.run(callWithin(1_000), write, undefined, () => Promise.reject(new Trouble('rejected'))))).toMatchObject({
      kind: 'rejected',
      attempts: [{ outcome: 'rejected' }],
    });
  });
});

describe('the bulkhead of a system', () => {
  it('lets so many calls in, over all operations, and the others wait in turn', async () => {
    const { policies } = policiesOf({ bulkhead: { inFlight: 2, waiting: 5 } });
    const { call, started, answer } = heldCall<string>();
    const runs = [read, write, read].map((operation) => policies.run(callWithin(5_000), operation, undefined, call));
    await vi.advanceTimersByTimeAsync(0);
    expect(started()).toBe(2);
    expect(policies.state()).toMatchObject({ inFlight: 2, waiting: 1 });
    answer('first');
    await vi.advanceTimersByTimeAsync(0);
    expect(started()).toBe(3);
    answer('second');
    answer('third');
    expect((await Promise.all(runs)).map(({ value }) => value)).toEqual(['first', 'second', 'third']);
  });

  it('refuses at once when as many as may are waiting', async () => {
    const { policies, events } = policiesOf({ bulkhead: { inFlight: 1, waiting: 1 } });
    const { call, answer } = heldCall<string>();
    const runs = [1, 2].map(() => policies.run(callWithin(5_000), write, undefined, call));
    expect(await failure(policies.run(callWithin(5_000), write, undefined, call))).toMatchObject({ kind: 'unavailable', details: { reason: 'saturated' } });
    expect(events).toContainEqual({ systemId: 'erp', operation: 'createOrder', type: 'refused', reason: 'saturated' });
    answer('first');
    await vi.advanceTimersByTimeAsync(0);
    answer('second');
    await Promise.all(runs);
  });

  it('answers who waits at its deadline, and never makes the call', async () => {
    const { policies } = policiesOf({ bulkhead: { inFlight: 1, waiting: 5 } });
    const { call, started, answer } = heldCall<string>();
    const first = policies.run(callWithin(5_000), write, undefined, call);
    const second = failure(policies.run(callWithin(1_000), write, undefined, call));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await second).toMatchObject({ kind: 'unavailable', details: { reason: 'deadline' } });
    answer('first');
    await first;
    await vi.advanceTimersByTimeAsync(0);
    expect(started()).toBe(1);
    expect(policies.state()).toMatchObject({ inFlight: 0, waiting: 0 });
  });

  it('does not blame the system for it: the circuit stays closed', async () => {
    const { policies } = policiesOf({ bulkhead: { inFlight: 1, waiting: 0 }, breaker: { leastCalls: 2 } });
    const { call, answer } = heldCall<string>();
    const held = policies.run(callWithin(5_000), read, undefined, call);
    for (let refused = 0; refused < 5; refused += 1) await failure(policies.run(callWithin(5_000), read, undefined, call));
    expect(policies.state().circuits).toEqual({ readItems: 'closed' });
    answer('first');
    await held;
  });
});
