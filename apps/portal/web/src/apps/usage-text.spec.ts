import { describe, expect, it } from 'vitest';
import type { Usage } from '../api/wire.js';
import { usageSummary } from './usage-text.js';

const usage = (buckets: Usage['buckets']): Usage => ({ granularity: 'day', buckets, operations: [] });

describe('usage in a sentence', () => {
  it('says how many calls there were, how many failed, when most of them came and how slow it got', () => {
    const buckets = [
      { at: '2026-11-01T00:00:00Z', calls: 1_000, errors: 5, p95Ms: 41.2 },
      { at: '2026-11-02T00:00:00Z', calls: 3_000, errors: 15, p95Ms: 38 },
    ];
    expect(usageSummary(usage(buckets))).toBe('4,000 calls, 0.5\u00a0% of them failed. The busiest day was 2 Nov with 3,000 calls. 95 % of calls took at most 41 ms in the slowest day.');
  });

  it('says that there were none', () => {
    expect(usageSummary(usage([{ at: '2026-11-01T00:00:00Z', calls: 0, errors: 0 }]))).toBe('No calls in this time.');
  });

  it('says nothing of latency that nobody measured', () => {
    expect(usageSummary(usage([{ at: '2026-11-01T12:00:00Z', calls: 1, errors: 1 }]))).toBe('1 call, 100\u00a0% of them failed. The busiest day was 1 Nov with 1 call.');
  });
});
