import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { callFor, failure, passes, policiesOf, read, Trouble } from './policies.fixture.js';
import type { CallScope, GuardedOperation } from './policies.types.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const brief: GuardedOperation = { ...read, tries: 4, tryMs: 250 };

/** A system that hangs so many times, as long as it is let, and then answers at once. */
function hanging(times: number) {
  let left = times;
  return vi.fn((ctx: CallScope) => (left-- > 0 ? new Promise<string>((_, reject) => setTimeout(() => reject(new Trouble('unavailable')), ctx.deadline - Date.now())) : Promise.resolve('answer')));
}

const down = () => vi.fn(() => Promise.reject(new Trouble('unavailable')));

describe('a try of a screen', () => {
  it('is given up after its time, and the next one is made at once', async () => {
    const { policies } = policiesOf();
    const run = policies.run(callFor('screen'), brief, undefined, hanging(1));
    await vi.advanceTimersByTimeAsync(250);
    expect(await run).toMatchObject({ value: 'answer', attempts: [{ durationMs: 250 }, { outcome: 'ok' }] });
  });

  it('has all the time there is when no other may follow', async () => {
    const { policies } = policiesOf();
    const call = hanging(4);
    const run = failure(policies.run(callFor('screen'), brief, undefined, call));
    await vi.advanceTimersByTimeAsync(3 * 250 + 10_000);
    expect((await run).attempts).toMatchObject([{ durationMs: 250 }, { durationMs: 250 }, { durationMs: 250 }, { durationMs: 10_000 }]);
    expect(call).toHaveBeenCalledTimes(4);
  });

  it('that is of a flow is as long as the operation allows', async () => {
    const { policies } = policiesOf({ retry: { tries: 2 } });
    const run = policies.run(callFor('order'), brief, undefined, hanging(1));
    await vi.runAllTimersAsync();
    expect(await run).toMatchObject({ attempts: [{ durationMs: 10_000 }, { outcome: 'ok' }] });
  });

  it('is as long as four times what answers take, once that is known', async () => {
    const { policies } = policiesOf({ hedge: { share: 0 } });
    const observed: GuardedOperation = { ...brief, tryMs: 'observed' };
    const slow = () => new Promise((resolve) => setTimeout(() => resolve('slow'), 300));
    for (let made = 0; made < 32; made += 1) {
      const run = policies.run(callFor('screen'), observed, undefined, slow);
      await vi.advanceTimersByTimeAsync(300);
      await run;
    }
    const run = policies.run(callFor('screen'), observed, undefined, hanging(1));
    await vi.advanceTimersByTimeAsync(1_200);
    expect(await run).toMatchObject({ attempts: [{ durationMs: 1_200 }, { outcome: 'ok' }] });
  });
});

describe('tries of screens', () => {
  it('follow a failure within a pause that nobody sees', async () => {
    const { policies } = policiesOf();
    const call = vi.fn(async () => 'answer').mockRejectedValueOnce(new Trouble('unavailable'));
    const run = policies.run(callFor('screen'), brief, undefined, call);
    await vi.advanceTimersByTimeAsync(12);
    expect(await run).toMatchObject({ value: 'answer', attempts: [{ outcome: 'unavailable' }, { outcome: 'ok' }] });
  });

  it('are a share of the calls, so that a system in trouble is not asked many times as much', async () => {
    const { policies } = policiesOf({ retry: { burst: 5, share: 0.2 }, breaker: { leastCalls: 1_000, calls: 1_000 } });
    const call = down();
    for (let made = 0; made < 100; made += 1) {
      const run = failure(policies.run(callFor('screen'), brief, undefined, call));
      await vi.advanceTimersByTimeAsync(1_000);
      await run;
    }
    expect(call.mock.calls.length).toBeLessThanOrEqual(100 + 5 + 20);
    expect(call.mock.calls.length).toBeGreaterThan(100 + 5 + 15);
  });

  it('do not open the circuit of a system that fails one call of eight, and complete them all', async () => {
    const { policies } = policiesOf();
    let made = 0;
    const call = () => ((made += 1) % 8 === 0 ? Promise.reject(new Trouble('unavailable')) : Promise.resolve('answer'));
    for (let asked = 0; asked < 500; asked += 1) {
      const run = policies.run(callFor('screen'), brief, undefined, call);
      await vi.advanceTimersByTimeAsync(12);
      expect((await run).value).toBe('answer');
    }
    expect(policies.state().circuits).toEqual({ readItems: 'closed' });
    expect(made / 500).toBeLessThan(1.25);
  });
});

describe('a circuit that is tried', () => {
  const settings = { retry: { tries: 1 }, breaker: { leastCalls: 2, calls: 4 }, readBreaker: { openMs: 1_000 }, trialMs: 750 };
  const operation: GuardedOperation = { ...read, tryMs: 'observed' };

  async function opened() {
    const { policies } = policiesOf(settings);
    for (let made = 0; made < 3; made += 1) await failure(policies.run(callFor('screen'), operation, undefined, down()));
    return policies;
  }

  it('by a call that hangs is open again after a short while, and not as long as a call may take', async () => {
    const policies = await opened();
    await vi.advanceTimersByTimeAsync(1_000);
    const trial = failure(policies.run(callFor('order'), operation, undefined, hanging(1)));
    await vi.advanceTimersByTimeAsync(750);
    expect(await trial).toMatchObject({ kind: 'unavailable', details: { reason: 'timeout' } });
    await vi.advanceTimersByTimeAsync(1_000);
    expect((await policies.run(callFor('screen'), operation, undefined, async () => 'back')).value).toBe('back');
    expect(policies.state().circuits).toEqual({ readItems: 'closed' });
  });

  it('by a system that is back and slower than it was is closed by the trial after', async () => {
    const policies = await opened();
    const slow = () => new Promise<string>((resolve) => setTimeout(() => resolve('slow'), 3_000));
    await vi.advanceTimersByTimeAsync(1_000);
    const first = failure(policies.run(callFor('screen'), operation, undefined, slow));
    await passes(750);
    await first;
    await vi.advanceTimersByTimeAsync(2_250);
    await vi.advanceTimersByTimeAsync(1_000);
    const next = policies.run(callFor('screen'), operation, undefined, slow);
    await vi.advanceTimersByTimeAsync(3_000);
    expect((await next).value).toBe('slow');
    expect(policies.state().circuits).toEqual({ readItems: 'closed' });
  });
});
