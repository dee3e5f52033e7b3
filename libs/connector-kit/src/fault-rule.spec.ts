import { describe, expect, it } from 'vitest';
import { faultOfRule, jsonIn, ruleOfStatus } from './fault-rule.js';

const answer = { status: 503, code: 'DOWN', text: 'down for an hour' };
const down = { kind: 'unavailable', message: 'the system is down', retryAfterMs: 60_000 } as const;

describe('a fault by a rule', () => {
  it('keeps what the vendor said apart from what a reader is told', () => {
    const error = faultOfRule({ ...down, reason: 'closed', retryable: false }, 'readCustomer', answer);
    expect(error).toMatchObject({ kind: 'unavailable', message: 'the system is down', retryable: false, details: { operation: 'readCustomer', reason: 'closed', vendor: answer } });
  });

  it.each([
    ['seconds', '2', 2_000],
    ['nothing readable', 'soon', 60_000],
    ['nothing', undefined, 60_000],
    ['a date that is over', 'Wed, 21 Oct 2015 07:28:00 GMT', 0],
  ])('waits as the answer says, in %s', (_case, retryAfter, expected) => {
    expect(faultOfRule(down, 'readCustomer', { ...answer, retryAfter }).details.retryAfterMs).toBe(expected);
  });

  it('waits until a date', () => {
    const { retryAfterMs } = faultOfRule(down, 'readCustomer', { ...answer, retryAfter: new Date(Date.now() + 3_600_000).toUTCString() }).details;
    expect(Math.round((retryAfterMs ?? 0) / 60_000)).toBe(60);
  });
});

describe('a status that no table knows', () => {
  it('is a refusal below 500, an outage of a read above, and an unknown outcome of a write', () => {
    expect([ruleOfStatus(418, false), ruleOfStatus(500, true), ruleOfStatus(500, false)].map(({ kind }) => kind)).toEqual(['rejected', 'unavailable', 'unknown-outcome']);
  });

  it('says with 503 and a time to come again that a write was not taken, and without one nothing', () => {
    expect([ruleOfStatus(503, false, '5'), ruleOfStatus(503, false), ruleOfStatus(503, true)].map(({ kind }) => kind)).toEqual(['unavailable', 'unknown-outcome', 'unavailable']);
  });
});

it('reads no JSON out of a page for people', () => {
  expect(jsonIn('<html>')).toBeUndefined();
  expect(jsonIn('{"a":1}')).toEqual({ a: 1 });
});
