import { describe, expect, it } from 'vitest';
import { planOf } from './plan.js';

describe('what npm run bench is asked for', () => {
  it('is everything, with the sizes of the figures that are published', () => {
    expect(planOf([])).toEqual({
      sections: ['acknowledged', 'paid', 'stored', 'parked', 'delay'],
      pairs: 5,
      concurrencies: [1, 16, 64, 256],
      stored: 200_000,
      parked: 10_000,
      changes: 30,
    });
  });

  it('is a part of it in small, always in the same order', () => {
    const { sections, concurrencies, parked } = planOf(['--only', 'parked,acknowledged', '--at', '64,16,64', '--parked', '200']);
    expect([sections, concurrencies, parked]).toEqual([['acknowledged', 'parked'], [16, 64], 200]);
  });

  it.each([
    [['--only', 'payed'], '--only has "payed", expected some of acknowledged,paid,stored,parked,delay'],
    [['--pairs', '0'], '--pairs has "0", expected a whole number from 1 to 25'],
    [['--at', '16,many'], '--at has "many", expected a whole number from 1 to 1024'],
    [['--stored', '20'], '--stored has "20", expected a whole number from 200 to 2000000'],
    [['--fast'], "Unknown option '--fast'"],
  ])('is refused by name: %s', (args, message) => {
    expect(() => planOf(args)).toThrow(message);
  });
});
