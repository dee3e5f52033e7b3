import { QueryFailedError } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { isDatabaseAway } from './database-away.js';

const withCode = (code: string) => Object.assign(new Error('no'), { code });

describe('a database that cannot be asked', () => {
  it.each(['ECONNREFUSED', 'ECONNRESET', '53300', '57P01', '57P03'])('says so by %s, also in a failed query', (code) => {
    expect(isDatabaseAway(withCode(code))).toBe(true);
    expect(isDatabaseAway(new QueryFailedError('SELECT 1', [], withCode(code)))).toBe(true);
  });

  it('says so when its connection breaks', () => {
    expect(isDatabaseAway(new Error('Connection terminated unexpectedly'))).toBe(true);
  });

  it('says so when it answers no more: whether it did what it was asked nobody knows', () => {
    expect(isDatabaseAway(new Error('Query read timeout'))).toBe(true);
  });

  it('is not one that refuses a statement, nor a bug of ours', () => {
    expect(isDatabaseAway(new QueryFailedError('SELECT 1', [], withCode('23505')))).toBe(false);
    expect(isDatabaseAway(new TypeError('x is undefined'))).toBe(false);
  });
});
