import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CallsLeased, CallsWanted, LeasedLimits } from '#store';
import { ClientAllowance } from './client-allowance.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const limits: LeasedLimits = { rate: { perSecond: 5, burst: 20, block: 4 }, quota: { perDay: 1_000, block: 10 } };
const leased = (burst: number, day: number, more: { burstLeft?: number; dayLeft?: number; endsMs?: number; name?: string } = {}): CallsLeased => ({
  burst: { given: burst, left: more.burstLeft ?? 10, nextMs: 200 },
  day: { name: more.name ?? '2026-11-29', given: day, left: more.dayLeft ?? 500, endsMs: more.endsMs ?? 3_600_000 },
});

function allowanceOf(answer: (wanted: CallsWanted) => Promise<CallsLeased>, of = limits) {
  const asked: CallsWanted[] = [];
  const givenBack: unknown[][] = [];
  const ledger = {
    lease: (wanted: CallsWanted) => {
      asked.push(wanted);
      return answer(wanted);
    },
    giveBack: async (...what: unknown[]) => void givenBack.push(what),
  };
  const allowance = new ClientAllowance('acme', of, ledger, () => performance.now());
  /** What so many calls at once are answered. */
  const take = (count: number) => Promise.all(Array.from({ length: count }, async () => allowance.take()));
  return { allowance, take, asked, givenBack };
}

const after = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const answers = (...each: CallsLeased[]) => async () => each.length > 1 ? each.shift()! : each[0]!;
const made = (answered: unknown[]) => answered.filter((each) => each === undefined).length;

describe('calls of a client', () => {
  it('that find none in hand wait for one question together', async () => {
    const { take, asked } = allowanceOf(answers(leased(1, 1), leased(9, 9)));
    expect(made(await take(10))).toBe(10);
    expect(asked.map(({ waiting }) => waiting)).toEqual([1, 9]);
  });

  it('do not wait while there are some in hand, and ask ahead when half of a block is spent', async () => {
    const { allowance, take, asked } = allowanceOf(answers(leased(5, 11), leased(2, 0)));
    await take(1);
    expect(allowance.take()).toBeUndefined();
    expect(asked).toHaveLength(1);
    expect(allowance.take()).toBeUndefined();
    expect(asked[1]).toMatchObject({ waiting: 0, held: { burst: 2, day: 8 } });
  });

  it('that came too fast are told when there is more, and the ledger is not asked before', async () => {
    const { allowance, take, asked } = allowanceOf(answers(leased(2, 12, { burstLeft: 0 })));
    const early = (await take(3)).slice(2);
    expect(early).toEqual([{ policy: 'burst', retryAfterMs: 400 }]);
    await after(399);
    expect(allowance.take()).toMatchObject({ policy: 'burst' });
    expect(asked).toHaveLength(1);
    await after(1);
    expect([await allowance.take(), asked.length]).toEqual([undefined, 2]);
  });

  it('whose day is spent are told when it ends, and may be some again when others gave some back', async () => {
    const { allowance, take, asked } = allowanceOf(answers(leased(6, 1, { dayLeft: 0 }), leased(0, 1, { dayLeft: 0 })));
    expect((await take(2))[1]).toEqual({ policy: 'day', retryAfterMs: 3_600_000 });
    expect([allowance.take(), asked.length]).toEqual([{ policy: 'day', retryAfterMs: 3_600_000 }, 1]);
    await after(1_000);
    expect(await allowance.take()).toBeUndefined();
  });

  it('do not take what is left of a day over midnight', async () => {
    const { allowance, take, asked } = allowanceOf(answers(leased(20, 11, { endsMs: 100 }), leased(1, 11, { name: '2026-11-30' })));
    await take(1);
    await after(99);
    expect(allowance.take()).toBeUndefined();
    await after(1);
    await allowance.take();
    expect(asked[1]).toMatchObject({ waiting: 1, held: { burst: 18, day: 0 } });
  });

  it('that wait while a day ends are of the next one', async () => {
    const slow = async () => {
      await new Promise((resolve) => void setTimeout(resolve, 50));
      return leased(20, 11, { endsMs: 40 });
    };
    const { take, asked } = allowanceOf(() => (asked.length === 1 ? slow() : Promise.resolve(leased(1, 11, { name: '2026-11-30' }))));
    const answered = take(1);
    await after(50);
    expect([made(await answered), asked.length]).toEqual([1, 2]);
  });
});

describe('while the ledger is away', () => {
  it('what is in hand is spent, then nothing, until it is back', async () => {
    let away = false;
    const { allowance, take } = allowanceOf(() => (away ? Promise.reject(new Error('away')) : Promise.resolve(leased(5, 11))));
    await take(1);
    away = true;
    expect(made(await take(4))).toBe(4);
    await after(0);
    expect([allowance.take(), allowance.take()]).toEqual(['away', 'away']);
    away = false;
    expect(allowance.take()).toBe('away');
    await after(500);
    expect(await allowance.take()).toBeUndefined();
  });

  it('those that wait are told so, all of them', async () => {
    const { take } = allowanceOf(() => Promise.reject(new Error('away')));
    expect(await take(3)).toEqual(['away', 'away', 'away']);
  });
});

describe('what is leased and not spent', () => {
  it('is given back when no call came for ten seconds', async () => {
    const { allowance, take, givenBack } = allowanceOf(answers(leased(5, 11)));
    await take(1);
    await after(9_999);
    expect([allowance.rest(), givenBack]).toEqual([false, []]);
    await after(1);
    expect([allowance.rest(), givenBack]).toEqual([true, [['acme', '2026-11-29', 10]]]);
    expect(allowance.rest()).toBe(true);
    expect(givenBack).toHaveLength(1);
  });

  it('is given back at the end, with what is on its way', async () => {
    const { allowance, take, givenBack } = allowanceOf(answers(leased(5, 11), leased(2, 3)));
    await take(1);
    await take(2);
    await allowance.end();
    expect(givenBack).toEqual([['acme', '2026-11-29', 11]]);
  });

  it('of a day that is over is nobody\'s', async () => {
    const { allowance, take, givenBack } = allowanceOf(answers(leased(5, 11, { endsMs: 1_000 })));
    await take(1);
    await after(10_000);
    allowance.rest();
    expect(givenBack).toEqual([]);
  });
});

describe('what is left', () => {
  it('is the least first, with when there is more', async () => {
    const { allowance, take } = allowanceOf(answers(leased(5, 11, { burstLeft: 10, dayLeft: 0 })));
    expect(allowance.left()).toEqual([]);
    await take(1);
    expect(allowance.left()).toEqual([{ policy: 'day', left: 10, moreInMs: 3_600_000 }, { policy: 'burst', left: 14, moreInMs: 200 }]);
    await after(10_000);
    expect(allowance.left()[1]).toEqual({ policy: 'burst', left: 20 });
  });

  it('can be looked at without taking any', async () => {
    const { allowance } = allowanceOf(answers(leased(4, 10)));
    await allowance.look();
    expect(allowance.left().map(({ left }) => left)).toEqual([14, 510]);
    expect(allowance.look()).toBeUndefined();
  });
});
