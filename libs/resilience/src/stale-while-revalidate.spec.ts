import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { callFor, callWithin, failure, heldCall, policiesOf, read, Trouble } from './policies.fixture.js';
import type { GuardedOperation } from './policies.types.js';

beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-11-25T10:00:00Z') }));
afterEach(() => void vi.useRealTimers());

const cached: GuardedOperation = { ...read, cacheMs: 1_000, staleWhileRevalidateMs: 5_000, staleIfErrorMs: 60_000 };
const asOf = '2026-11-25T10:00:00.000Z';

/** Policies that know an answer which was asked for so many ms ago. */
async function known(agoMs: number, operation = cached, settings = {}) {
  const { policies, events } = policiesOf(settings);
  await policies.run(callFor('screen'), operation, 'A', async () => 'old');
  await vi.advanceTimersByTimeAsync(agoMs);
  return { policies, events };
}

describe('a screen that asks for an answer past its lifetime', () => {
  it('gets it at once, marked stale, and one call asks for it anew', async () => {
    const { policies, events } = await known(1_001);
    const { call, started, answer } = heldCall<string>();
    for (let asked = 0; asked < 20; asked += 1) {
      expect(await policies.run(callFor('screen'), cached, 'A', call)).toEqual({ value: 'old', source: 'erp', asOf, stale: true, attempts: [], kept: true });
    }
    expect(started()).toBe(1);
    expect(events).toContainEqual({ systemId: 'erp', operation: 'readItems', type: 'stale-answered', ageMs: 1_001 });
    answer('new');
    await vi.advanceTimersByTimeAsync(0);
    expect(await policies.run(callFor('screen'), cached, 'A', call)).toMatchObject({ value: 'new', stale: false, asOf: '2026-11-25T10:00:01.001Z' });
  });

  it('gets it marked stale though asking anew fails, as long as the time for that lasts', async () => {
    const { policies } = await known(1_001, cached, { retry: { tries: 1 } });
    const down = () => Promise.reject(new Trouble('unavailable'));
    expect(await policies.run(callFor('screen'), cached, 'A', down)).toMatchObject({ value: 'old', stale: true });
    await vi.advanceTimersByTimeAsync(4_000);
    expect(await policies.run(callFor('screen'), cached, 'A', down)).toMatchObject({ value: 'old', stale: true });
  });

  it('is alone in that: an export waits for a new one, and an old one stands in only when there is none', async () => {
    const { policies } = await known(1_001, cached, { retry: { tries: 1 } });
    expect(await policies.run(callFor('export'), cached, 'A', () => Promise.reject(new Trouble('unavailable')))).toMatchObject({ value: 'old', stale: true });
    expect(await policies.run(callFor('export'), cached, 'A', async () => 'new')).toMatchObject({ value: 'new', stale: false });
  });

  it('waits for a new one when it is older than that', async () => {
    const { policies } = await known(6_001);
    expect(await policies.run(callFor('screen'), cached, 'A', async () => 'new')).toMatchObject({ value: 'new', stale: false });
  });

  it('waits for a new one when its record changed', async () => {
    const operation: GuardedOperation = { ...cached, concerns: () => ['item:A'] };
    const { policies } = await known(1_001, operation);
    policies.forget(['item:A']);
    expect(await policies.run(callFor('screen'), operation, 'A', async () => 'new')).toMatchObject({ value: 'new', stale: false });
  });

  it('never gets an answer of its full lifetime or older unmarked, counted from when its call began', async () => {
    const { policies } = policiesOf();
    const slow = () => new Promise<string>((resolve) => setTimeout(() => resolve('slow'), 900));
    const first = policies.run(callFor('screen'), cached, 'A', slow);
    await vi.advanceTimersByTimeAsync(900);
    expect(await first).toMatchObject({ stale: false, asOf });
    await vi.advanceTimersByTimeAsync(100);
    expect(await policies.run(callFor('screen'), cached, 'A', slow)).toMatchObject({ stale: false, asOf });
    await vi.advanceTimersByTimeAsync(1);
    expect(await policies.run(callFor('screen'), cached, 'A', slow)).toMatchObject({ stale: true, asOf });
  });
});

describe('a flow', () => {
  it('is never given an answer past its lifetime while the system can be asked', async () => {
    const { policies } = await known(1_001);
    expect(await policies.run(callFor('order'), cached, 'A', async () => 'new')).toMatchObject({ value: 'new', stale: false });
    expect(await policies.run(callWithin(1_000), cached, 'A', async () => 'never asked')).toMatchObject({ value: 'new', stale: false });
  });

  it('reads a document anew each time, for itself, and gets no known one when the system is down', async () => {
    const document: GuardedOperation = { ...cached, flowsReadFresh: true };
    const { policies } = await known(0, document, { retry: { tries: 1 } });
    const { call, started, answer } = heldCall<string>();
    const screen = policies.run(callFor('screen'), document, 'B', call);
    const flow = policies.run(callFor('order'), document, 'B', call);
    expect(started()).toBe(2);
    answer('one');
    answer('two');
    expect([(await screen).value, (await flow).value]).toEqual(['one', 'two']);
    expect(await failure(policies.run(callFor('order'), document, 'A', () => Promise.reject(new Trouble('unavailable'))))).toMatchObject({ kind: 'unavailable' });
    expect(await policies.run(callFor('screen'), document, 'A', async () => 'never asked')).toMatchObject({ value: 'old', stale: false });
  });

  it('does not wait behind a screen for the same answer; a screen shares what a flow asks', async () => {
    const { policies } = policiesOf();
    const { call, started, answer } = heldCall<string>();
    const runs = (['export', 'screen', 'order', 'screen', 'export'] as const).map((priority) => policies.run(callFor(priority), cached, 'A', call));
    expect(started()).toBe(3);
    for (const value of ['export', 'screen', 'order']) answer(value);
    expect((await Promise.all(runs)).map(({ value }) => value)).toEqual(['export', 'screen', 'order', 'order', 'order']);
  });
});

describe('while a system is left alone', () => {
  const settings = { retry: { tries: 1 }, breaker: { leastCalls: 2, calls: 4 }, readBreaker: { openMs: 1_000 } };
  const down = () => Promise.reject(new Trouble('unavailable'));

  async function leftAlone() {
    const { policies } = await known(0, cached, settings);
    await vi.advanceTimersByTimeAsync(10_000);
    for (const key of ['B', 'C', 'D']) await failure(policies.run(callFor('screen'), cached, key, down));
    expect(policies.state().circuits).toEqual({ readItems: 'open' });
    return policies;
  }

  it('screens see what was last known, and the call that tries it is made behind their backs', async () => {
    const policies = await leftAlone();
    await vi.advanceTimersByTimeAsync(1_000);
    const { call, started, answer } = heldCall<string>();
    for (let asked = 0; asked < 3; asked += 1) expect(await policies.run(callFor('screen'), cached, 'A', call)).toMatchObject({ value: 'old', stale: true, asOf });
    expect(started()).toBe(1);
    answer('back');
    await vi.advanceTimersByTimeAsync(0);
    expect(policies.state().circuits).toEqual({ readItems: 'closed' });
    expect(await policies.run(callFor('screen'), cached, 'A', call)).toMatchObject({ value: 'back', stale: false });
  });

  it('flows wait for the call that tries it, and get what was last known when that fails', async () => {
    const policies = await leftAlone();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await policies.run(callFor('order'), cached, 'A', down)).toMatchObject({ value: 'old', stale: true, attempts: [{ outcome: 'unavailable' }] });
  });
});
