import { describe, expect, it } from 'vitest';
import { salesforceFault, signInFault, type SalesforceReply } from './salesforce.errors.js';

const reply = (status: number, body: unknown, headers: Record<string, string> = {}): SalesforceReply => ({ status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) });
const error = (errorCode: string) => [{ errorCode, message: 'what it says', fields: [] }];
const read = { operation: 'readOpportunity', safe: true };
const write = { operation: 'upsertOrderStatus', safe: false };

describe('errors of Salesforce', () => {
  it.each([
    [400, 'UNABLE_TO_LOCK_ROW', 'conflict', 'record-locked', true],
    [400, 'DUPLICATE_VALUE', 'conflict', 'created-meanwhile', true],
    [400, 'INVALID_CROSS_REFERENCE_KEY', 'rejected', 'reference-unknown', false],
    [400, 'INVALID_FIELD', 'invalid', 'field-unknown', false],
    [400, 'REQUIRED_FIELD_MISSING', 'rejected', 'record-refused', false],
    [403, 'REQUEST_LIMIT_EXCEEDED', 'rate-limited', undefined, true],
    [403, 'INSUFFICIENT_ACCESS_OR_READONLY', 'forbidden', undefined, false],
    [404, 'ENTITY_IS_DELETED', 'not-found', undefined, false],
    [400, 'SOME_NEW_CODE', 'rejected', undefined, false],
  ] as const)('%s %s is %s', (status, code, kind, reason, retryable) => {
    const fault = salesforceFault(reply(status, error(code)), write);
    expect(fault).toMatchObject({ kind, retryable });
    expect(fault.details.reason).toBe(reason);
    expect(fault.details.vendor).toEqual({ status, code, text: 'what it says' });
    expect(fault.message).not.toContain('what it says');
  });

  it('takes 300 for a key that is not unique', () => {
    expect(salesforceFault(reply(300, ['/services/data/v60.0/sobjects/Account/001', '/services/data/v60.0/sobjects/Account/002']), write)).toMatchObject({ kind: 'conflict', retryable: false });
  });

  it('does not know what a breakdown under a write has left', () => {
    expect(salesforceFault(reply(500, '<html>'), write).kind).toBe('unknown-outcome');
    expect(salesforceFault(reply(500, '<html>'), read).kind).toBe('unavailable');
    expect(salesforceFault(reply(503, '<html>'), write).kind).toBe('unknown-outcome');
    expect(salesforceFault(reply(503, '<html>'), read).kind).toBe('unavailable');
  });

  it('takes it from the system itself, or from who says when to come again, that a write was not taken', () => {
    expect(salesforceFault(reply(503, error('SERVER_UNAVAILABLE')), write).kind).toBe('unavailable');
    expect(salesforceFault(reply(503, '<html>', { 'retry-after': '30' }), write).kind).toBe('unavailable');
  });

  it('waits as long as the answer says, else a minute', () => {
    expect(salesforceFault(reply(429, '', { 'retry-after': '7' }), read).details.retryAfterMs).toBe(7000);
    expect(salesforceFault(reply(403, error('REQUEST_LIMIT_EXCEEDED')), read).details.retryAfterMs).toBe(60_000);
  });

  it('tells a refused sign-in from a broken one', () => {
    expect(signInFault(reply(400, { error: 'invalid_client', error_description: 'no' }))).toMatchObject({ kind: 'unauthenticated', details: { vendor: { code: 'invalid_client' } } });
    expect(signInFault(reply(502, '<html>')).kind).toBe('unavailable');
    expect(signInFault(reply(429, '')).kind).toBe('rate-limited');
  });
});
