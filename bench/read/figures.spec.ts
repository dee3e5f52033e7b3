import { describe, expect, it } from 'vitest';
import { Figures } from './figures.js';

describe('figures of a run', () => {
  const figures = new Figures();
  figures.put('uncached.share', [0.51234, 0.4, 0.9], 'of the limit', { atLeast: 0.5 });
  figures.put('storm.calls', 31, 'calls', { atMost: 30 });

  it('are told by name, as median and spread of the pairs, with what they should be', () => {
    expect(JSON.parse(JSON.stringify(figures))).toEqual({
      'uncached.share': { value: 0.5123, lowest: 0.4, highest: 0.9, unit: 'of the limit', goal: { atLeast: 0.5 }, met: true },
      'storm.calls': { value: 31, unit: 'calls', goal: { atMost: 30 }, met: false },
    });
  });

  it('stand in the table of their section', () => {
    expect(figures.tableOf('storm').split('\n').at(-1)).toBe('| calls  | 31    | calls | at most 30: not met |');
  });

  it('do not meet a goal when nothing was measured', () => {
    const empty = new Figures();
    empty.put('dead.p99', [], 'ms', { atMost: 5 });
    expect(empty.toJSON()['dead.p99']).toMatchObject({ met: false });
  });
});
