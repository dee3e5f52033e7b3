import { describe, expect, it } from 'vitest';
import { Kept, TooManyQuestions } from './kept.js';

/** Rows that a spec disposes of, on a clock that stands still. */
function rows() {
  const world = { now: 0, asked: 0, row: { name: 'a' } as { name: string } | undefined, failure: undefined as Error | undefined };
  const kept = new Kept<{ name: string }>(async () => {
    world.asked += 1;
    if (world.failure) throw world.failure;
    return world.row && { ...world.row };
  }, () => world.now);
  return { world, kept };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a row that is kept', () => {
  it('is asked for once, by however many at once', async () => {
    const { world, kept } = rows();
    expect(await Promise.all([kept.of('x'), kept.of('x'), kept.of('x')])).toEqual([{ name: 'a' }, { name: 'a' }, { name: 'a' }]);
    expect([kept.of('x'), world.asked]).toEqual([{ name: 'a' }, 1]);
  });

  it('is read again while it is used, and is the same object as long as it says the same', async () => {
    const { world, kept } = rows();
    const first = await kept.of('x');
    world.now = 2_500;
    expect(kept.of('x')).toBe(first);
    await settled();
    expect([world.asked, kept.of('x') === first]).toEqual([2, true]);
    world.row = { name: 'b' };
    world.now = 5_000;
    expect(kept.of('x')).toBe(first);
    await settled();
    expect(kept.of('x')).toEqual({ name: 'b' });
  });

  it('is believed for 3 s from when it was asked for, whatever cannot be asked meanwhile', async () => {
    const { world, kept } = rows();
    const first = await kept.of('x');
    world.failure = new Error('away');
    world.now = 2_999;
    expect(kept.of('x')).toBe(first);
    await settled();
    world.now = 3_000;
    await expect(kept.of('x')).rejects.toThrow('away');
  });

  it('is kept as well when there is none', async () => {
    const { world, kept } = rows();
    world.row = undefined;
    expect([await kept.of('x'), kept.of('x'), world.asked]).toEqual([undefined, undefined, 1]);
  });
});

it('ids that nobody knows wait in a line of their own: those that are known are read past it', async () => {
  let open = () => {};
  const gate = new Promise<void>((resolve) => (open = resolve));
  let now = 0;
  const kept = new Kept<string>(async (id) => (id === 'known' ? id : gate.then(() => id)), () => now);
  await kept.of('known');
  const waiting = Array.from({ length: 50 }, async (_, index) => kept.of(`x${index}`));
  await expect(kept.of('one-more')).rejects.toBeInstanceOf(TooManyQuestions);
  now = 3_500;
  expect(await kept.of('known')).toBe('known');
  open();
  expect(await Promise.all(waiting)).toHaveLength(50);
});
