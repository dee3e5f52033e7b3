import { describe, expect, it } from 'vitest';
import { eachRequest } from './each-request.js';
import { callFor, heldCall, policiesOf, read, Trouble } from './policies.fixture.js';
import type { CallScope } from './policies.types.js';

const position = { ...read, name: 'readCustomerPosition', byRequest: true };
const names = ['limit', 'receivables', 'orders'];

/** Three requests side by side make the answer; each says how it goes the first time. */
function threeRequests(firstTime: Record<string, Error>) {
  const made: string[] = [];
  const ask = (name: string) => async () => {
    made.push(name);
    const failure = firstTime[name];
    if (failure && made.filter((each) => each === name).length === 1) throw failure;
    return name;
  };
  return { made, call: (ctx: CallScope) => Promise.all(names.map((name) => eachRequest(ctx, ask(name)))) };
}

describe('an answer that takes several requests', () => {
  it('tries the one again that failed, and no other', async () => {
    const { made, call } = threeRequests({ receivables: new Trouble('unavailable') });
    const { value, attempts } = await policiesOf().policies.run(callFor('screen'), position, 'c1', call);
    expect(value).toEqual(names);
    expect(made).toEqual([...names, 'receivables']);
    expect(attempts.map(({ outcome }) => outcome).toSorted()).toEqual(['ok', 'ok', 'ok', 'unavailable']);
  });

  it('fails with the request that the system refused, which is not tried again', async () => {
    const { made, call } = threeRequests({ limit: new Trouble('rejected') });
    await expect(policiesOf().policies.run(callFor('screen'), position, 'c1', call)).rejects.toMatchObject({ kind: 'rejected' });
    expect(made).toEqual(names);
  });

  it('has one place in flight for each of them', async () => {
    const { policies } = policiesOf({ bulkhead: { inFlight: 1, waiting: 10 } });
    const held = heldCall<string>();
    const answer = policies.run(callFor('order'), position, 'c1', (ctx) => Promise.all(names.map(() => eachRequest(ctx, held.call))));
    for (const [before, name] of names.entries()) {
      await expect.poll(held.started).toBe(before + 1);
      expect(policies.state().inFlight).toBe(1);
      held.answer(name);
    }
    expect((await answer).value).toEqual(names);
  });

  it('takes a permit of the rate for each of them', async () => {
    const { policies } = policiesOf({ budget: { callsPerSecond: 100, replicas: 1 } });
    const before = policies.state().budgetLeft ?? 0;
    await policies.run(callFor('order'), position, 'c1', threeRequests({}).call);
    expect(before - (policies.state().budgetLeft ?? 0)).toBeCloseTo(3, 0);
  });

  it('is one call where an operation is tried as a whole', async () => {
    const { made, call } = threeRequests({ orders: new Trouble('unavailable') });
    const { attempts } = await policiesOf().policies.run(callFor('screen'), { ...position, byRequest: false }, 'c1', call);
    expect([made.length, attempts.length]).toEqual([6, 2]);
  });
});
