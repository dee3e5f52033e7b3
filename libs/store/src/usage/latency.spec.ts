import { expect, it } from 'vitest';
import { latencyBoundsMs, latencyBucket, noDurations, percentileMs } from './latency.js';

const counted = (durations: readonly number[]) => {
  const counts = noDurations();
  for (const ms of durations) counts[latencyBucket(ms)]! += 1;
  return counts;
};

it.each([0.5, 0.95, 0.99])('a percentile of counts is off by half of it at most: %s', (share) => {
  const durations = Array.from({ length: 1_000 }, (_, at) => 1.5 + (at * 7919 % 1_000) ** 1.2);
  const told = percentileMs(counted(durations), share)!;
  const real = durations.toSorted((one, other) => one - other)[share * 1_000]!;
  expect(told / real).toBeGreaterThan(0.67);
  expect(told / real).toBeLessThan(1.5);
});

it('there is none of no call, and what took longer than all bounds counts as the longest', () => {
  expect(percentileMs(noDurations(), 0.5)).toBeUndefined();
  expect(percentileMs(counted([3_600_000]), 0.95)).toBe(latencyBoundsMs.at(-1));
});
