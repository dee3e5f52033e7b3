import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isoTime } from './iso-time.js';

const lastMs = 8_640_000_000_000_000;

describe('a moment', () => {
  it('is written as Date writes it, near and far', () => {
    const moments = fc.oneof(fc.constantFrom(0, -1, 5, 60_000, 951_782_400_000, 253_402_300_799_999, lastMs, -lastMs), fc.integer({ min: 0, max: 4_102_444_800_000 }), fc.integer({ min: -lastMs, max: lastMs }));
    fc.assert(
      fc.property(moments, (ms) => {
        expect(isoTime(ms)).toBe(new Date(ms).toISOString());
      }),
    );
  });

  it.each([Number.NaN, lastMs + 86_400_000, Number.POSITIVE_INFINITY])('that no Date holds, as %s, is refused', (ms) => {
    expect(() => isoTime(ms)).toThrow(RangeError);
  });
});
