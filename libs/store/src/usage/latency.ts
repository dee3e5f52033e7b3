/**
 * Upper bounds in ms of what durations of calls are counted in; what took longer than the last one has a count of its own.
 * Each is at most half as long again as the one before, or double: so far a percentile may be off. Rows are kept by them:
 * new ones go to the end.
 */
export const latencyBoundsMs = [1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1_000, 1_500, 2_000, 3_000, 5_000, 7_000, 10_000, 15_000, 30_000] as const;

/** Counts of no call yet. */
export const noDurations = (): number[] => Array.from({ length: latencyBoundsMs.length + 1 }, () => 0);

/** Where a duration is counted. */
export function latencyBucket(ms: number): number {
  let bucket = 0;
  while (bucket < latencyBoundsMs.length && ms > latencyBoundsMs[bucket]!) bucket += 1;
  return bucket;
}

/**
 * The duration in ms that a share of the calls did not exceed, by their counts; between two bounds calls are taken to lie evenly.
 * Undefined of no call. What took longer than all bounds counts as the last of them.
 * @param share 0.95 is the 95th percentile
 */
export function percentileMs(counts: readonly number[], share: number): number | undefined {
  const wanted = share * counts.reduce((sum, count) => sum + count, 0);
  if (wanted === 0) return undefined;
  let below = 0;
  for (const [bucket, count] of counts.entries()) {
    if (count > 0 && below + count >= wanted) {
      const from = latencyBoundsMs[bucket - 1] ?? 0;
      const to = latencyBoundsMs[bucket] ?? from;
      return Math.round((from + ((wanted - below) / count) * (to - from)) * 10) / 10;
    }
    below += count;
  }
  return latencyBoundsMs.at(-1);
}
