import { describe, expect, it } from 'vitest';
import { mostWithin } from './sliding-second.js';

describe('the busiest second of a log', () => {
  it('may begin anywhere', () => {
    expect(mostWithin([0, 900, 950, 1_000, 1_899, 1_900, 3_000], 1_000)).toBe(4);
  });

  it('does not hold what comes a whole second later', () => {
    expect(mostWithin([0, 1_000, 2_000], 1_000)).toBe(1);
    expect(mostWithin([0, 999.9], 1_000)).toBe(2);
  });

  it('is found in a log that is in no order, and in an empty one', () => {
    expect(mostWithin([500, 0, 400], 1_000)).toBe(3);
    expect(mostWithin([], 1_000)).toBe(0);
  });
});
