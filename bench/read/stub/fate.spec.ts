import { describe, expect, it } from 'vitest';
import { drawsFrom, fateOf, healthy } from './fate.js';

describe('what becomes of a call', () => {
  it('is an answer, an error or silence, each by its share', () => {
    const draw = drawsFrom(1);
    const fates = Array.from({ length: 10_000 }, () => fateOf({ ...healthy, errors: 0.1, hangs: 0.02 }, draw()));
    const share = (wanted: string) => fates.filter((fate) => fate === wanted).length / fates.length;
    expect(share('error')).toBeCloseTo(0.1, 1);
    expect(share('hang')).toBeCloseTo(0.02, 2);
    expect(share('answer')).toBeCloseTo(0.88, 1);
  });

  it('is silence once the system is dead', () => {
    expect(fateOf({ ...healthy, dead: 'silent' }, 0.99)).toBe('hang');
  });
});
