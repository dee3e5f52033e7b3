import { describe, expect, it } from 'vitest';
import { median, percentile, spread, table } from './table.js';

describe('figures', () => {
  it('have a median, of an even number the middle of the two in the middle', () => {
    expect([median([3, 1, 2]), median([4, 1, 3, 2]), median([])]).toEqual([2, 2.5, Number.NaN]);
  });

  it('have percentiles that were measured: of few values the highest', () => {
    const hundred = Array.from({ length: 100 }, (_, at) => 100 - at);
    expect([percentile(hundred, 0.5), percentile(hundred, 0.99), percentile(hundred, 1), percentile([7, 5], 0.99), percentile([], 0.5)]).toEqual([50, 99, 100, 7, Number.NaN]);
  });

  it('are printed with their spread, in a table that a document can take', () => {
    expect(table(['at', 'orders/s'], [['1', spread([3, 1, 2], 1)]])).toBe('| at | orders/s      |\n| -- | ------------- |\n| 1  | 2.0 (1.0-3.0) |');
  });
});
