import { describe, expect, it } from 'vitest';
import { judge } from './judge.js';

const asked = Date.parse('2026-11-25T12:00:10.000Z');
/** @param secondsBefore the question */
const part = (secondsBefore: number, more: object = {}) => ({ asOf: new Date(asked - secondsBefore * 1000).toISOString(), stale: false, ...more });
const seen = (crm: object, { status = 200, latency = 20 } = {}) => {
  const judged = judge(1_000);
  judged.see(status, JSON.stringify({ master: part(-0.01), business: part(0.5), crm }), asked, latency);
  return judged.result;
};
const none = { complete: 0, stale: 0, missing: 0, unmarkedOld: 0 };
const marks = ({ known: _, ...judged }: ReturnType<typeof seen>) => judged;

describe('an overview under load', () => {
  it('is complete with all parts fresh, in time', () => {
    expect(marks(seen(part(0.9)))).toEqual({ ...none, complete: 1 });
  });

  it('is not when a part is missing, stale or late, or the answer is an error', () => {
    expect(marks(seen(part(0, { missing: 'unavailable' })))).toEqual({ ...none, missing: 1 });
    expect(marks(seen(part(9, { stale: true })))).toEqual({ ...none, stale: 1 });
    expect(marks(seen(part(0), { latency: 1_001 }))).toEqual(none);
    expect(marks(seen(part(0), { status: 503 }))).toEqual(none);
  });

  it('is wrong when a part was older than a second as it was asked for, and says nothing', () => {
    expect(seen(part(1.1)).unmarkedOld).toBe(1);
    // However long the answer takes, and but for what whole milliseconds leave out.
    expect(seen(part(1.1), { latency: 200 }).unmarkedOld).toBe(1);
    expect(seen(part(1.001)).unmarkedOld).toBe(0);
  });

  it('has parts that were known before it was asked for, or on their way', () => {
    expect(seen(part(0.9)).known).toBe(2);
    expect(seen(part(-0.02)).known).toBe(1);
  });
});
