import { describe, expect, it } from 'vitest';
import { errorKinds, invalidField, isStrataError, StrataError, withDetails } from './strata-error.js';

describe('an error', () => {
  it('says by its kind whether the same call has a chance later', () => {
    expect(errorKinds.filter((kind) => new StrataError(kind, 'no').retryable)).toEqual(['unavailable', 'rate-limited']);
  });

  it('may know better than its kind', () => {
    expect(new StrataError('conflict', 'locked', { retryable: true }).retryable).toBe(true);
    expect(new StrataError('unavailable', 'gone for good', { retryable: false }).retryable).toBe(false);
  });

  it('stays what it was when more is known about it', () => {
    const cause = new Error('socket closed');
    const first = new StrataError('conflict', 'locked', { retryable: true, reason: 'document-locked', cause });
    const more = withDetails(first, { systemId: 'erp', attempts: [{ at: '2026-01-01T00:00:00.000Z', durationMs: 1, outcome: 'conflict' }] });
    expect(more).toMatchObject({ kind: 'conflict', message: 'locked', retryable: true, cause, details: { reason: 'document-locked', systemId: 'erp' } });
    expect(more.details.attempts).toHaveLength(1);
  });

  it('of one part of a request says the same of it and of the whole', () => {
    const { kind, message, details } = invalidField('/cursor', 'cursor must be the next of an earlier page', { reason: 'cursor-malformed' });
    expect({ kind, message, details }).toEqual({ kind: 'invalid', message: 'cursor must be the next of an earlier page', details: { reason: 'cursor-malformed', fields: [{ pointer: '/cursor', detail: 'cursor must be the next of an earlier page' }] } });
  });

  it('is told from bugs', () => {
    expect(isStrataError(new TypeError('x'))).toBe(false);
    expect(isStrataError(new StrataError('invalid', 'x'), 'not-found')).toBe(false);
    expect(isStrataError(new StrataError('invalid', 'x'), 'invalid')).toBe(true);
  });
});
