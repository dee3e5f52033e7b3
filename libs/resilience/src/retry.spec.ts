import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { callWithin, failure, policiesOf, read, Trouble, write } from './policies.fixture.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A call that fails as told, time after time, and then answers. */
function failing(...errors: Error[]) {
  const left = [...errors];
  return vi.fn(async () => {
    const error = left.shift();
    if (error) throw error;
    return 'answer';
  });
}

const unavailable = () => new Trouble('unavailable');

describe('retry', () => {
  it('tries a safe operation again, and tells of every try', async () => {
    const { policies } = policiesOf({ retry: { tries: 3 } });
    const call = failing(unavailable(), unavailable());
    const run = policies.run(callWithin(5_000), read, undefined, call);
    await vi.runAllTimersAsync();
    expect(await run).toMatchObject({ value: 'answer', attempts: [{ outcome: 'unavailable' }, { outcome: 'unavailable' }, { outcome: 'ok' }] });
  });

  it('gives up after the tries it has, with the last error and all attempts', async () => {
    const { policies } = policiesOf({ retry: { tries: 3 } });
    const call = failing(unavailable(), unavailable(), unavailable(), unavailable());
    const run = failure(policies.run(callWithin(5_000), read, undefined, call));
    await vi.runAllTimersAsync();
    expect((await run).attempts).toHaveLength(3);
    expect(call).toHaveBeenCalledTimes(3);
  });

  it.each([unavailable(), new Trouble('unknown-outcome')])('never repeats a write: %s', async (error) => {
    const { policies } = policiesOf();
    const call = failing(error);
    expect(await failure(policies.run(callWithin(5_000), write, undefined, call))).toBe(error);
    expect(call).toHaveBeenCalledTimes(1);
  });

  it('never repeats what a business rule refused', async () => {
    const { policies } = policiesOf();
    const call = failing(new Trouble('rejected'));
    expect(await failure(policies.run(callWithin(5_000), read, undefined, call))).toMatchObject({ kind: 'rejected' });
    expect(call).toHaveBeenCalledTimes(1);
  });

  it('does not wait for another try that would come past the deadline', async () => {
    const { policies } = policiesOf({ retry: { maxDelayMs: 200 } });
    const call = failing(unavailable());
    expect(await failure(policies.run(callWithin(200), read, undefined, call))).toMatchObject({ kind: 'unavailable', attempts: [{}] });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not try through a circuit that others opened meanwhile', async () => {
    const { policies } = policiesOf({ breaker: { leastCalls: 2 }, retry: { tries: 3, firstDelayMs: 50 } });
    const errors = Array.from({ length: 20 }, unavailable);
    const call = failing(...errors);
    const runs = Array.from({ length: 3 }, () => failure(policies.run(callWithin(5_000), read, undefined, call)));
    await vi.runAllTimersAsync();
    await Promise.all(runs);
    const made = call.mock.calls.length;
    await failure(policies.run(callWithin(5_000), read, undefined, call));
    expect(call).toHaveBeenCalledTimes(made);
    expect(policies.state().circuits).toEqual({ readItems: 'open' });
  });
});
