import { describe, expect, it } from 'vitest';
import { readPlanOf } from './read-plan.js';

describe('what npm run bench:read is asked for', () => {
  it('is everything, with the sizes of the figures that are published', () => {
    const { sections, ...sizes } = readPlanOf([]);
    expect(sections.slice(0, 2)).toEqual(['uncached', 'joined']);
    expect(sizes).toMatchObject({ pairs: 5, deadSeconds: 60, storm: 2_000, rows: 1_000_000, auditRows: 1_000_000, json: false });
  });

  it('is a part of it in small, always in the same order', () => {
    const { sections, pairs, deadSeconds, json } = readPlanOf(['--only', 'dead,uncached', '--pairs', '1', '--dead', '10', '--json']);
    expect([sections, pairs, deadSeconds, json]).toEqual([['uncached', 'dead'], 1, 10, true]);
  });

  it.each([
    [['--only', 'uncashed'], '--only has "uncashed", expected some of uncached,joined,'],
    [['--pairs', '0'], '--pairs has "0", expected a whole number from 1 to 25'],
    [['--dead', 'long'], '--dead has "long", expected a whole number from 1 to 600'],
    [['--window', '10'], '--window has "10", expected a whole number from 200 to 60000'],
    [['--storm', '5'], '--storm has "5", expected a whole number from 10 to 1000000'],
    [['--rows', '1e6'], '--rows has "1e6", expected a whole number from 1000 to 20000000'],
    [['--audit-rows', '10'], '--audit-rows has "10", expected a whole number from 1000 to 5000000'],
    [['--fast'], "Unknown option '--fast'"],
  ])('is refused by name: %s', (args, message) => {
    expect(() => readPlanOf(args)).toThrow(message);
  });
});
