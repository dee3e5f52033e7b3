import { describe, expect, it } from 'vitest';
import { sapError } from '../test/gateway.fake.js';
import { sapFault } from './sap-s4hana.errors.js';

const write = { operation: 'createSalesOrder', safe: false };
const read = { operation: 'readSalesOrder', safe: true };

function fault(status: number, body: unknown, kind = write, headers = {}) {
  return sapFault({ status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) }, kind);
}

describe('a business error of S/4, which is mostly a 400', () => {
  it.each([
    ['V1/042', 'conflict', true, 'document-locked'],
    ['V1/302', 'rejected', false, 'item-not-sellable'],
    ['VP/105', 'rejected', false, 'customer-blocked'],
    ['V1/154', 'rejected', false, 'credit-blocked'],
    ['V1/392', 'conflict', false, 'document-state'],
    ['VL/602', 'conflict', false, 'document-state'],
    ['M7/021', 'rejected', false, 'stock-short'],
  ])('%s is %s (retryable: %s)', (code, kind, retryable, reason) => {
    expect(fault(400, sapError(code, 'text'))).toMatchObject({ kind, retryable, details: { reason } });
  });

  it('that nobody knows is refused and not retried', () => {
    expect(fault(400, sapError('ZZ/999', 'Our own exit says no'))).toMatchObject({ kind: 'rejected', retryable: false });
  });

  it('is found among the details when its own code says nothing', () => {
    const body = sapError('/IWBEP/CX_MGW_BUSI_EXCEPTION', 'An exception was raised', [
      { code: 'V4/115', message: 'exists already', severity: 'warning' },
      { code: 'V1/042', message: 'is currently being processed', severity: 'error' },
    ]);
    expect(fault(400, body)).toMatchObject({ kind: 'conflict', retryable: true });
  });

  it("keeps the vendor's words for operators and out of the message", () => {
    const error = fault(400, sapError('VP/105', 'Orders of customer 0001000076 are blocked'));
    expect(error.details.vendor).toEqual({ status: 400, code: 'VP/105', text: 'Orders of customer 0001000076 are blocked' });
    expect(error.message).not.toContain('1000076');
  });
});

describe('a status without a message', () => {
  it.each([
    [401, 'unauthenticated', false],
    [403, 'forbidden', false],
    [404, 'unavailable', true],
    [400, 'unavailable', true],
    [409, 'unavailable', true],
    [412, 'conflict', true],
    [428, 'conflict', false],
    [429, 'rate-limited', true],
  ])('%i is %s', (status, kind, retryable) => {
    expect(fault(status, '<html><body><h1>Error</h1></body></html>')).toMatchObject({ kind, retryable });
  });

  it('is not the system\'s word about a record, which comes with an error of OData', () => {
    expect(fault(404, sapError('/IWBEP/CM_MGW_RT/020', 'Resource not found')).kind).toBe('not-found');
    expect(fault(404, sapError('SOME/404', 'Not there')).kind).toBe('not-found');
    expect(fault(403, sapError('/IWFND/MED/170', 'No service found')).kind).toBe('unavailable');
  });

  it('of a system that is down is no answer to a write, unless it says when to come again', () => {
    expect(fault(503, '<html>')).toMatchObject({ kind: 'unknown-outcome', retryable: false });
    expect(fault(503, '<html>', read)).toMatchObject({ kind: 'unavailable', retryable: true });
    expect(fault(503, '<html>', write, { 'retry-after': '30' })).toMatchObject({ kind: 'unavailable', retryable: true });
  });

  it('of a server that broke down leaves the outcome of a write unknown', () => {
    expect(fault(500, sapError('SY/530', 'An internal server error occurred')).kind).toBe('unknown-outcome');
    expect(fault(502, '').kind).toBe('unknown-outcome');
    expect(fault(500, '', read).kind).toBe('unavailable');
  });

  it('says how long to wait, in seconds or by a date', () => {
    expect(fault(429, '', read, { 'retry-after': '7' }).details.retryAfterMs).toBe(7000);
    const wait = fault(503, '', read, { 'retry-after': new Date(Date.now() + 30_000).toUTCString() }).details.retryAfterMs;
    expect(wait).toBeGreaterThan(25_000);
    expect(fault(503, '', read, { 'retry-after': 'soon' }).details.retryAfterMs).toBeUndefined();
  });
});
