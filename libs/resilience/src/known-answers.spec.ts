import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { callWithin, failure, heldCall, policiesOf, read, Trouble, write } from './policies.fixture.js';

beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-11-23T10:00:00Z') }));
afterEach(() => void vi.useRealTimers());

const cached = { ...read, cacheMs: 5_000, staleIfErrorMs: 60_000 };
const quick = { retry: { tries: 1 }, breaker: { leastCalls: 2 } };
const down = () => Promise.reject(new Trouble('unavailable'));

describe('a known answer', () => {
  it('is given again while it is young enough, with the time it is from', async () => {
    const { policies, events } = policiesOf();
    const call = vi.fn(async () => 'item');
    const first = await policies.run(callWithin(1_000), cached, 'A', call);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await policies.run(callWithin(1_000), cached, 'A', call)).toEqual({ ...first, attempts: [] });
    expect(call).toHaveBeenCalledTimes(1);
    expect(events.map(({ type }) => type)).toContain('cache-hit');
  });

  it('says from the first on that its value is kept, and gives the same object again; one that is kept nowhere does not', async () => {
    const { policies } = policiesOf();
    const call = async () => ({ price: 1 });
    const first = await policies.run(callWithin(1_000), cached, 'A', call);
    const again = await policies.run(callWithin(1_000), cached, 'A', call);
    expect([first.kept, again.kept]).toEqual([true, true]);
    expect(again.value).toBe(first.value);
    const unkept = await policies.run(callWithin(1_000), { ...cached, cacheMs: 0, staleWhileRevalidateMs: 0, staleIfErrorMs: 0 }, 'B', call);
    expect(unkept.kept).toBeUndefined();
  });

  it('is asked for anew when it is too old', async () => {
    const { policies } = policiesOf();
    let price = 1;
    await policies.run(callWithin(1_000), cached, 'A', async () => price++);
    await vi.advanceTimersByTimeAsync(5_001);
    expect(await policies.run(callWithin(1_000), cached, 'A', async () => price++)).toMatchObject({ value: 2, asOf: '2026-11-23T10:00:05.001Z' });
  });

  it('is never given to another question, operation or data scope', async () => {
    const { policies } = policiesOf();
    const asked: string[] = [];
    const ask = (name: string) => async () => asked.push(name);
    await policies.run(callWithin(1_000, { customers: ['north'] }), cached, 'A', ask('first'));
    await policies.run(callWithin(1_000, { customers: ['north'] }), cached, 'B', ask('question'));
    await policies.run(callWithin(1_000, { customers: ['south'] }), cached, 'A', ask('scope'));
    await policies.run(callWithin(1_000), cached, 'A', ask('no scope'));
    await policies.run(callWithin(1_000, { customers: ['north'] }), { ...cached, name: 'priceItems' }, 'A', ask('operation'));
    expect(asked).toEqual(['first', 'question', 'scope', 'no scope', 'operation']);
  });

  it('stands in for a system that cannot be asked, marked stale, with its time and the tries', async () => {
    const { policies, events } = policiesOf(quick);
    await policies.run(callWithin(1_000), cached, 'A', async () => 'item');
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await policies.run(callWithin(1_000), cached, 'A', down)).toEqual({
      value: 'item',
      source: 'erp',
      asOf: '2026-11-23T10:00:00.000Z',
      stale: true,
      attempts: [{ at: '2026-11-23T10:00:30.000Z', durationMs: 0, outcome: 'unavailable' }],
      kept: true,
    });
    expect(events).toContainEqual({ systemId: 'erp', operation: 'readItems', type: 'stale-answered', ageMs: 30_000 });
  });

  it('stands in at once while the circuit is open', async () => {
    const { policies } = policiesOf(quick);
    await policies.run(callWithin(1_000), cached, 'A', async () => 'item');
    await vi.advanceTimersByTimeAsync(6_000);
    for (const key of ['B', 'C']) await failure(policies.run(callWithin(1_000), cached, key, down));
    expect(policies.state().circuits).toEqual({ readItems: 'open' });
    const call = vi.fn(down);
    expect(await policies.run(callWithin(1_000), cached, 'A', call)).toMatchObject({ value: 'item', stale: true, attempts: [] });
    expect(call).not.toHaveBeenCalled();
  });

  it('does not stand in when it is too old, or when a business rule refused', async () => {
    const { policies } = policiesOf(quick);
    await policies.run(callWithin(1_000), cached, 'A', async () => 'item');
    await vi.advanceTimersByTimeAsync(6_000);
    expect(await failure(policies.run(callWithin(1_000), cached, 'A', () => Promise.reject(new Trouble('rejected'))))).toMatchObject({ kind: 'rejected' });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await failure(policies.run(callWithin(1_000), cached, 'A', down))).toMatchObject({ kind: 'unavailable' });
  });

  it('stands in for an operation that is asked every time', async () => {
    const { policies } = policiesOf(quick);
    const asked = { ...read, staleIfErrorMs: 60_000 };
    await policies.run(callWithin(1_000), asked, 'A', async () => 'first');
    expect(await policies.run(callWithin(1_000), asked, 'A', async () => 'second')).toMatchObject({ value: 'second', stale: false });
    expect(await policies.run(callWithin(1_000), asked, 'A', down)).toMatchObject({ value: 'second', stale: true });
  });

  it('is never kept of a write', async () => {
    const { policies } = policiesOf();
    const call = vi.fn(async () => 'order');
    const operation = { ...write, cacheMs: 5_000, staleIfErrorMs: 5_000 };
    await policies.run(callWithin(1_000), operation, 'A', call);
    await policies.run(callWithin(1_000), operation, 'A', call);
    expect(call).toHaveBeenCalledTimes(2);
  });

  it('leaves when it is the least used of too many', async () => {
    const { policies } = policiesOf({ cache: { entries: 2 } });
    const call = vi.fn(async () => 'item');
    for (const key of ['A', 'B', 'C', 'A']) await policies.run(callWithin(1_000), cached, key, call);
    expect(call).toHaveBeenCalledTimes(4);
  });
});

describe('callers that ask the same at the same time', () => {
  it('share one call', async () => {
    const { policies } = policiesOf();
    const { call, started, answer } = heldCall<string>();
    const runs = Array.from({ length: 50 }, () => policies.run(callWithin(1_000), { ...read, cacheMs: 0 }, 'A', call));
    await vi.advanceTimersByTimeAsync(0);
    expect(started()).toBe(1);
    answer('item');
    expect(new Set((await Promise.all(runs)).map(({ value }) => value))).toEqual(new Set(['item']));
  });

  it('share its failure, and the next caller asks anew', async () => {
    const { policies } = policiesOf();
    const { call, started, answer, fail } = heldCall<string>();
    const runs = [1, 2].map(() => failure(policies.run(callWithin(1_000), cached, 'A', call)));
    await vi.advanceTimersByTimeAsync(0);
    fail(new Trouble('rejected'));
    expect((await Promise.all(runs)).map(({ kind }) => kind)).toEqual(['rejected', 'rejected']);
    const next = policies.run(callWithin(1_000), cached, 'A', call);
    await vi.advanceTimersByTimeAsync(0);
    expect(started()).toBe(2);
    answer('item');
    expect((await next).value).toBe('item');
  });

  it('go on when the one who asked first leaves at its deadline', async () => {
    const { policies } = policiesOf();
    const { call, started, answer } = heldCall<string>();
    const first = failure(policies.run(callWithin(100), cached, 'A', call));
    const second = policies.run(callWithin(5_000), cached, 'A', call);
    await vi.advanceTimersByTimeAsync(100);
    expect(await first).toMatchObject({ kind: 'unavailable', details: { reason: 'deadline' } });
    await vi.advanceTimersByTimeAsync(2_000);
    answer('item');
    expect((await second).value).toBe('item');
    expect(started()).toBe(1);
  });

  it('leave an answer for those who come later, even when all have left', async () => {
    const { policies } = policiesOf();
    const { call, answer } = heldCall<string>();
    const left = failure(policies.run(callWithin(100), cached, 'A', call));
    await vi.advanceTimersByTimeAsync(100);
    await left;
    answer('item');
    await vi.advanceTimersByTimeAsync(0);
    expect((await policies.run(callWithin(100), cached, 'A', call)).value).toBe('item');
  });

  it('are told that the answer is stale when its call began longer ago than answers are kept for, and the slow system is asked once', async () => {
    const { policies, events } = policiesOf();
    const { call, started, answer } = heldCall<string>();
    const asking = () => policies.run(callWithin(20_000), cached, 'A', call);
    const first = asking();
    await vi.advanceTimersByTimeAsync(5_000);
    const inTime = asking();
    await vi.advanceTimersByTimeAsync(1);
    const late = asking();
    answer('item');
    const answers = await Promise.all([first, inTime, late]);
    expect(answers.map(({ value, stale, asOf }) => [value, stale, asOf])).toEqual([false, false, true].map((stale) => ['item', stale, '2026-11-23T10:00:00.000Z']));
    expect(events).toContainEqual(expect.objectContaining({ type: 'stale-answered', ageMs: 5_001 }));
    expect(started()).toBe(1);
  });

  it('are told nothing of the kind where answers are shared while under way, and not kept', async () => {
    const { policies } = policiesOf();
    const { call, answer } = heldCall<string>();
    const asking = () => policies.run(callWithin(20_000), { ...cached, cacheMs: 0 }, 'A', call);
    const first = asking();
    await vi.advanceTimersByTimeAsync(2_000);
    const late = asking();
    answer('item');
    expect((await Promise.all([first, late])).map(({ stale }) => stale)).toEqual([false, false]);
  });

  it('ask each for itself where the operation allows no sharing', async () => {
    const { policies } = policiesOf();
    const call = vi.fn(async () => 'order');
    await Promise.all([1, 2].map(() => policies.run(callWithin(1_000), read, 'A', call)));
    expect(call).toHaveBeenCalledTimes(2);
  });
});
