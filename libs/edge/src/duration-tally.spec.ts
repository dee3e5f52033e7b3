import { Histogram, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { DurationTally } from './duration-tally.js';

describe('a tally of durations', () => {
  it('reads as the histogram of prom-client does', async () => {
    const [ours, theirs] = [new Registry(), new Registry()];
    const buckets = [0.01, 0.1, 1];
    const tally = new DurationTally(ours, 'call_seconds', 'Duration of calls', ['system', 'operation'], buckets);
    const histogram = new Histogram({ name: 'call_seconds', help: 'Duration of calls', labelNames: ['system', 'operation'], buckets, registers: [theirs] });
    for (const [operation, seconds] of [['read', 0.25], ['read', 0.01], ['read', 7], ['read', 0.5], ['write', 0], ['write', 0.0101]] as const) {
      tally.observe(seconds, 'erp "eu"', operation);
      histogram.observe({ system: 'erp "eu"', operation }, seconds);
    }
    expect(await ours.metrics()).toBe(await theirs.metrics());
    expect(await ours.metrics()).toContain('call_seconds_bucket{le="1",system="erp \\"eu\\"",operation="read"} 3');
  });
});
