import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { callWithin, failure, heldCall, policiesOf, read, Trouble, write } from './policies.fixture.js';
import type { GuardedOperation, Policies } from './policies.types.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const settings = { breaker: { leastCalls: 3, calls: 6, failureShare: 0.5, momentMs: 0, openMs: 5_000 }, retry: { tries: 1 } };
const down = vi.fn(() => Promise.reject(new Trouble('unavailable')));
const up = vi.fn(async () => 'answer');

async function fail(policies: Policies, times: number, operation: GuardedOperation = read, error = new Trouble('unavailable')): Promise<void> {
  for (let made = 0; made < times; made += 1) await failure(policies.run(callWithin(1_000), operation, undefined, () => Promise.reject(error)));
}

describe('the circuit of an operation', () => {
  it('opens when the system fails repeatedly, and answers at once when to come again', async () => {
    const { policies, events } = policiesOf(settings);
    await fail(policies, 3);
    await vi.advanceTimersByTimeAsync(2_000);
    down.mockClear();
    expect(await failure(policies.run(callWithin(1_000), read, undefined, down))).toMatchObject({ kind: 'unavailable', details: { reason: 'circuit-open', retryAfterMs: 3_000 } });
    expect(down).not.toHaveBeenCalled();
    expect(events).toContainEqual({ systemId: 'erp', operation: 'readItems', type: 'circuit-changed', state: 'open' });
  });

  it('opens on writes whose outcome is unknown', async () => {
    const { policies } = policiesOf(settings);
    await fail(policies, 3, write, new Trouble('unknown-outcome'));
    expect(policies.state().circuits).toEqual({ createOrder: 'open' });
  });

  it('stays closed while answers and failures are mixed below its share', async () => {
    const { policies } = policiesOf(settings);
    for (let round = 0; round < 4; round += 1) {
      await policies.run(callWithin(1_000), read, undefined, up);
      await policies.run(callWithin(1_000), read, undefined, up);
      await fail(policies, 1);
    }
    expect(policies.state().circuits).toEqual({ readItems: 'closed' });
  });

  it('stays closed whatever business rules refuse', async () => {
    const { policies } = policiesOf(settings);
    await fail(policies, 20, read, new Trouble('rejected'));
    expect(policies.state().circuits).toEqual({ readItems: 'closed' });
  });

  it('stays closed when callers come with no time left', async () => {
    const { policies } = policiesOf(settings);
    await fail(policies, 20, read, new Trouble('unavailable', { reason: 'deadline' }));
    expect(policies.state().circuits).toEqual({ readItems: 'closed' });
  });

  it('leaves the other operations of the system alone', async () => {
    const { policies } = policiesOf(settings);
    await fail(policies, 3);
    expect(await policies.run(callWithin(1_000), write, undefined, up)).toMatchObject({ value: 'answer' });
  });

  it('lets one call try after its time, and answers the others at once', async () => {
    const { policies } = policiesOf(settings);
    await fail(policies, 3);
    await vi.advanceTimersByTimeAsync(5_000);
    const { call, started, answer } = heldCall<string>();
    const trial = policies.run(callWithin(1_000), read, undefined, call);
    expect(await failure(policies.run(callWithin(1_000), read, undefined, call))).toMatchObject({ details: { reason: 'circuit-open' } });
    expect(started()).toBe(1);
    answer('back');
    expect((await trial).value).toBe('back');
    expect(policies.state().circuits).toEqual({ readItems: 'closed' });
  });

  it('opens again, without retries, when the call that tries fails', async () => {
    const { policies } = policiesOf({ ...settings, retry: { tries: 3 } });
    const failing = Array.from({ length: 3 }, () => failure(policies.run(callWithin(1_000), read, undefined, down)));
    await vi.advanceTimersByTimeAsync(1_000);
    await Promise.all(failing);
    await vi.advanceTimersByTimeAsync(5_000);
    down.mockClear();
    expect((await failure(policies.run(callWithin(1_000), read, undefined, down))).attempts).toHaveLength(1);
    expect(down).toHaveBeenCalledTimes(1);
    expect(policies.state().circuits).toEqual({ readItems: 'open' });
  });

  it('is closed by the call that tries, although one from before it opened fails meanwhile', async () => {
    const { policies } = policiesOf(settings);
    const early = heldCall<string>();
    const before = failure(policies.run(callWithin(60_000), read, undefined, early.call));
    await fail(policies, 3);
    await vi.advanceTimersByTimeAsync(5_000);
    const { call, answer } = heldCall<string>();
    const trial = policies.run(callWithin(1_000), read, undefined, call);
    early.fail(new Trouble('unavailable'));
    expect((await before).kind).toBe('unavailable');
    expect(policies.state().circuits).toEqual({ readItems: 'half-open' });
    answer('back');
    await trial;
    expect(policies.state().circuits).toEqual({ readItems: 'closed' });
  });

  it('is not closed by a call that tries and finds no place', async () => {
    const { policies } = policiesOf({ ...settings, bulkhead: { inFlight: 1, waiting: 0 } });
    await fail(policies, 3);
    await vi.advanceTimersByTimeAsync(5_000);
    const { call, answer } = heldCall<string>();
    const other = policies.run(callWithin(60_000), write, undefined, call);
    expect(await failure(policies.run(callWithin(1_000), read, undefined, up))).toMatchObject({ details: { reason: 'saturated' } });
    expect(policies.state().circuits).toMatchObject({ readItems: 'open' });
    answer('done');
    await other;
  });
});
