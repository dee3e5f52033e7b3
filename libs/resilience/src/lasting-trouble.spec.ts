import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { callFor, failure, policiesOf, read, Trouble } from './policies.fixture.js';
import type { CallScope, GuardedOperation, Policies } from './policies.types.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const settings = { retry: { tries: 1 } };
const down = () => Promise.reject(new Trouble('unavailable'));
const ask = (policies: Policies) => policies.run(callFor('order'), read, undefined, async () => 'answer');
const fail = (policies: Policies, calls: number) => Promise.all(Array.from({ length: calls }, () => failure(policies.run(callFor('order'), read, undefined, down))));

/** Policies of a system that has been asked a while, and fails one call of so many. */
async function asked(failsEvery: number): Promise<Policies> {
  const { policies } = policiesOf(settings);
  for (let made = 1; made <= 200; made += 1) {
    await (made % failsEvery === 0 ? fail(policies, 1) : ask(policies));
    await vi.advanceTimersByTimeAsync(1);
  }
  return policies;
}

describe('the circuit of a busy system', () => {
  it('stays closed when all calls under way fail in one moment and the next ones are answered', async () => {
    const policies = await asked(8);
    // Nothing ends while they hang.
    await vi.advanceTimersByTimeAsync(500);
    await fail(policies, 100);
    await vi.advanceTimersByTimeAsync(100);
    await fail(policies, 20);
    for (let answered = 0; answered < 40; answered += 1) expect((await ask(policies)).value).toBe('answer');
    await vi.advanceTimersByTimeAsync(1_000);
    await fail(policies, 1);
    expect(policies.state().circuits).toEqual({ readItems: 'closed' });
  });

  it('opens when calls go on failing after that moment', async () => {
    const policies = await asked(8);
    for (const [afterMs, circuit] of [[0, 'closed'], [240, 'closed'], [10, 'open']] as const) {
      await vi.advanceTimersByTimeAsync(afterMs);
      await fail(policies, 50);
      expect(policies.state().circuits).toEqual({ readItems: circuit });
    }
  });
});

describe('the circuit of a system that is asked seldom', () => {
  it('opens with the call by which too many of the last ones have failed: they were no moment', async () => {
    const policies = await asked(Infinity);
    for (let failed = 0; failed < 24; failed += 1) {
      await vi.advanceTimersByTimeAsync(20);
      await fail(policies, 1);
    }
    expect(policies.state().circuits).toEqual({ readItems: 'closed' });
    await fail(policies, 1);
    expect(policies.state().circuits).toEqual({ readItems: 'open' });
  });
});

describe('screens of a busy system that hangs', () => {
  const brief: GuardedOperation = { ...read, tries: 4, tryMs: 250 };
  const hang = (ctx: CallScope) => new Promise<string>((_, reject) => setTimeout(() => reject(new Trouble('unavailable')), ctx.deadline - Date.now()));

  it('are refused after a few tries, also those who ask while it might be over', async () => {
    const { policies } = policiesOf({ hedge: { share: 0 }, retry: { burst: 50 }, bulkhead: { inFlight: 1_000 } });
    for (let answered = 0; answered < 100; answered += 1) await ask(policies);
    const took: number[] = [];
    for (let made = 0; made < 700; made += 1) {
      const began = Date.now();
      void failure(policies.run(callFor('screen'), brief, undefined, hang)).then(() => took.push(Date.now() - began));
      await vi.advanceTimersByTimeAsync(1);
    }
    await vi.advanceTimersByTimeAsync(1_000);
    expect(took).toHaveLength(700);
    expect(Math.max(...took)).toBeLessThanOrEqual(3 * 250);
  });

  it('are all tried again when as many as may be under way fail in one moment', async () => {
    const { policies } = policiesOf({ hedge: { share: 0 }, bulkhead: { inFlight: 200 } });
    for (let answered = 0; answered < 100; answered += 1) await ask(policies);
    let left = 150;
    const once = (ctx: CallScope) => (left-- > 0 ? hang(ctx) : Promise.resolve('answer'));
    const runs = Array.from({ length: 150 }, () => policies.run(callFor('screen'), brief, undefined, once));
    for (const run of runs) run.catch(() => undefined);
    await vi.advanceTimersByTimeAsync(300);
    expect(new Set((await Promise.allSettled(runs)).map(({ status }) => status))).toEqual(new Set(['fulfilled']));
    expect(policies.state().circuits).toEqual({ readItems: 'closed' });
  });
});
