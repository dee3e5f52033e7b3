import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { callFor, failure, heldCall, passes, policiesOf, read, Trouble, write } from './policies.fixture.js';
import type { GuardedOperation, Policies } from './policies.types.js';
import type { ResilienceOverrides } from './resilience.settings.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const hedged: GuardedOperation = { ...read, hedgeMs: 100 };
const quick: ResilienceOverrides = { retry: { tries: 1 }, hedge: { burst: 2 } };

/** So many answers at once: each allows a tenth of a hedge. */
async function answered(policies: Policies, times: number, operation = hedged, tookMs = 0): Promise<void> {
  for (let made = 0; made < times; made += 1) {
    const run = policies.run(callFor('screen'), operation, undefined, () => new Promise((resolve) => setTimeout(resolve, tookMs)));
    await vi.advanceTimersByTimeAsync(tookMs);
    await run;
  }
}

describe('a read of a screen that takes long', () => {
  it('is asked a second time, and the first answer wins', async () => {
    const { policies, events } = policiesOf(quick);
    await answered(policies, 10);
    const { call, started, last, answer } = heldCall<string>();
    const run = policies.run(callFor('screen'), hedged, undefined, call);
    await vi.advanceTimersByTimeAsync(99);
    expect(started()).toBe(1);
    await passes(1);
    expect(started()).toBe(2);
    last('second');
    const { value, attempts } = await run;
    answer('first, too late');
    await vi.advanceTimersByTimeAsync(0);
    expect({ value, attempts }).toMatchObject({ value: 'second', attempts: [{ outcome: 'ok' }] });
    expect(events).toContainEqual({ systemId: 'erp', operation: 'readItems', type: 'hedged' });
  });

  it('is asked no third time, and a second one that fails takes nothing from the first', async () => {
    const { policies } = policiesOf(quick);
    await answered(policies, 30);
    const { call, started, answer, lastFails } = heldCall<string>();
    const run = policies.run(callFor('screen'), hedged, undefined, call);
    await passes(100);
    lastFails(new Trouble('unavailable'));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(started()).toBe(2);
    answer('first');
    expect((await run).value).toBe('first');
  });

  it('fails when both fail', async () => {
    const { policies } = policiesOf(quick);
    await answered(policies, 10);
    const { call, fail } = heldCall<string>();
    const run = failure(policies.run(callFor('screen'), hedged, undefined, call));
    await passes(100);
    fail(new Trouble('unavailable'));
    fail(new Trouble('unavailable'));
    expect((await run).attempts).toHaveLength(2);
  });

  it('is asked a second time for a tenth of the calls at most', async () => {
    const { policies } = policiesOf(quick);
    const { call, started } = heldCall<string>();
    await answered(policies, 100);
    for (let made = 0; made < 10; made += 1) void failure(policies.run(callFor('screen'), hedged, undefined, call));
    await vi.advanceTimersByTimeAsync(1_000);
    // Two at once, of the ten that 100 calls allowed over time, and one of the ten calls themselves.
    expect(started()).toBe(12);
  });

  it('is hedged at the 95th percentile of what answers took, once there were enough', async () => {
    const { policies } = policiesOf(quick);
    const operation: GuardedOperation = { ...read, hedgeMs: 'p95' };
    await answered(policies, 20, operation, 200);
    const early = heldCall<string>();
    const unknown = policies.run(callFor('screen'), operation, undefined, early.call);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(early.started()).toBe(1);
    early.answer('one');
    await unknown;
    await answered(policies, 60, operation, 200);
    const { call, started, answer } = heldCall<string>();
    const run = policies.run(callFor('screen'), operation, undefined, call);
    await vi.advanceTimersByTimeAsync(199);
    expect(started()).toBe(1);
    await passes(1);
    expect(started()).toBe(2);
    answer('one');
    await run;
  });

  it.each([
    ['a write', 'screen', { ...write, hedgeMs: 100 }, quick],
    ['a flow', 'order', hedged, quick],
    ['an export', 'export', hedged, quick],
    ['an operation without', 'screen', read, quick],
    ['a system that has no place free', 'screen', hedged, { ...quick, bulkhead: { inFlight: 1 } }],
  ] as const)('is never hedged for %s', async (_, priority, operation, settings) => {
    const { policies, events } = policiesOf(settings);
    await answered(policies, 20);
    const { call, started, answer } = heldCall<string>();
    const run = policies.run(callFor(priority), operation, undefined, call);
    await passes(5_000);
    expect(started()).toBe(1);
    expect(policies.state().waiting).toBe(0);
    expect(events.map(({ type }) => type)).not.toContain('hedged');
    answer('one');
    await run;
  });

  it('is never hedged while the circuit is tried', async () => {
    const { policies } = policiesOf({ ...quick, breaker: { leastCalls: 2, calls: 4, momentMs: 0, openMs: 1_000 } });
    await answered(policies, 20);
    for (let made = 0; made < 3; made += 1) await failure(policies.run(callFor('screen'), hedged, undefined, () => Promise.reject(new Trouble('unavailable'))));
    expect(policies.state().circuits).toEqual({ readItems: 'open' });
    await vi.advanceTimersByTimeAsync(1_000);
    const { call, started, answer } = heldCall<string>();
    const run = policies.run(callFor('screen'), hedged, undefined, call);
    await vi.advanceTimersByTimeAsync(500);
    expect(started()).toBe(1);
    answer('back');
    await run;
  });

  it('is never hedged once others have opened the circuit', async () => {
    const { policies, events } = policiesOf({ ...quick, breaker: { leastCalls: 2, calls: 4, momentMs: 0, openMs: 1_000 } });
    await answered(policies, 20);
    const { call, answer } = heldCall<string>();
    const run = policies.run(callFor('screen'), hedged, undefined, call);
    for (let made = 0; made < 3; made += 1) await failure(policies.run(callFor('screen'), hedged, undefined, () => Promise.reject(new Trouble('unavailable'))));
    await passes(500);
    expect(events.map(({ type }) => type)).not.toContain('hedged');
    answer('one');
    await run;
  });
});
