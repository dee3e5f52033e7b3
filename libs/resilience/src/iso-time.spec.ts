import { describe, expect, it } from 'vitest';
import { isoTime } from './iso-time.js';

describe('the time of a call', () => {
  it.each([0, 999, 1_000, 1_001, 1_795_628_244_005, 1_795_628_244_628, 1_795_628_243_999, -1])('is written as Date writes it: %d ms', (ms) => {
    expect(isoTime(ms)).toBe(new Date(ms).toISOString());
  });
});
