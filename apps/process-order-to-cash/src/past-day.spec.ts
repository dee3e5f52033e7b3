import { expect, it } from 'vitest';
import { requirePastDay } from './past-day.js';

it('goods cannot arrive on a day that has begun nowhere on earth', () => {
  const now = Date.parse('2026-01-02T11:00:00.000Z');
  expect(() => requirePastDay('2026-01-03', now)).not.toThrow();
  expect(() => requirePastDay('2026-01-04', now)).toThrow('expected a day that has come');
  expect(() => requirePastDay('2026-01-03', now - 3_600_001)).toThrow('expected a day that has come');
});
