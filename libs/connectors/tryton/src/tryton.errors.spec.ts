import { describe, expect, it } from 'vitest';
import { httpFault, trytonFault } from './tryton.errors.js';

const read = { operation: 'readCustomer', safe: true };
const write = { operation: 'createSalesOrder', safe: false };
const page = '<!doctype html><title>Error</title>';

describe('an error of the server', () => {
  it.each(['UserError', 'UserWarning'])('that is a %s is a refusal, whatever it says', (kind) => {
    expect(trytonFault([kind, ['Our own rule says no', '', null]], write)).toMatchObject({ kind: 'rejected', retryable: false });
  });

  it.each([
    'server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally',
    'could not extend file "base/16384/1249": No space left on device',
    'canceling statement due to statement timeout',
  ])('that is raw says nothing about a write: %s', (text) => {
    expect(trytonFault([text, ''], read)).toMatchObject({ kind: 'unavailable', retryable: true });
    expect(trytonFault([text, ''], write)).toMatchObject({ kind: 'unknown-outcome', retryable: false });
  });

  it.each([
    [['could not obtain lock on relation "sale_sale"\n', '']],
    [['could not serialize access due to concurrent update\n', '']],
    [['UserError', ['You can create only one journal per period.', '', null]]],
  ])('that is a lock is worth another try, and no outage: %j', (error) => {
    expect(trytonFault(error, write)).toMatchObject({ kind: 'conflict', retryable: true, details: { reason: 'locked' } });
  });
});

describe('a page instead of an answer', () => {
  it('that knows no such address is of something in front, or of a server without the database', () => {
    expect(httpFault(404, page, undefined, write)).toMatchObject({ kind: 'unavailable', retryable: true });
  });

  it('that says 503 is no answer to a write, unless it says when to come again', () => {
    expect(httpFault(503, page, undefined, write).kind).toBe('unknown-outcome');
    expect(httpFault(503, page, '30', write)).toMatchObject({ kind: 'unavailable', details: { retryAfterMs: 30_000 } });
    expect(httpFault(503, page, undefined, read).kind).toBe('unavailable');
  });
});
