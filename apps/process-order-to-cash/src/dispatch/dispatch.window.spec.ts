import { describe, expect, it } from 'vitest';
import { allowanceAfter, closedWindow, roomIn, windowAfter } from './dispatch.window.js';

const now = 1_000_000;

describe('the window of a backlog', () => {
  it('lets one canary through at first', () => {
    expect(roomIn(closedWindow, 0, now)).toBe(1);
    expect(roomIn(closedWindow, 1, now)).toBe(0);
  });

  it('grows twofold with every look in which an order went on, up to the budget', () => {
    const sizes: number[] = [];
    let window = closedWindow;
    for (let look = 0; look < 5; look += 1) {
      window = windowAfter(window, { gone: 1, back: 0 }, 12, now);
      sizes.push(window.size);
    }
    expect(sizes).toEqual([2, 4, 8, 12, 12]);
  });

  it('closes to a canary when none went on, and canaries come further and further apart', () => {
    let window = { ...closedWindow, size: 12 };
    const waits: number[] = [];
    for (let look = 0; look < 5; look += 1) {
      window = windowAfter(window, { gone: 0, back: 3 }, 12, now);
      waits.push(window.notBefore - now);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 5_000, 5_000]);
    expect(window.size).toBe(1);
    expect(roomIn(window, 0, now + 4_999)).toBe(0);
    expect(roomIn(window, 0, now + 5_000)).toBe(1);
  });

  it('stays as it is while nobody has come back, and opens at once when one went on', () => {
    const down = windowAfter(closedWindow, { gone: 0, back: 1 }, 12, now);
    expect(windowAfter(down, { gone: 0, back: 0 }, 12, now)).toEqual(down);
    expect(roomIn(windowAfter(down, { gone: 1, back: 4 }, 12, now), 0, now)).toBe(2);
  });
});

describe('the allowance of a second', () => {
  it('grows with time and never beyond a tenth of a second', () => {
    expect(allowanceAfter(0, 100, 50)).toBe(5);
    expect(allowanceAfter(4, 100, 60_000)).toBe(10);
    expect(allowanceAfter(0, 1, 500)).toBe(0.5);
    expect(allowanceAfter(0, 1, 60_000)).toBe(1);
  });
});
