import { percentile } from '../../table.js';

/** ms */
export interface Latencies {
  p50: number;
  p99: number;
  longest: number;
}

export function summary(took: readonly number[]): Latencies {
  return { p50: percentile(took, 0.5), p99: percentile(took, 0.99), longest: percentile(took, 1) };
}
