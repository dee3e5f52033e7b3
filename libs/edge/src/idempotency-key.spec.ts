import { describe, expect, it } from 'vitest';
import { requireIdempotencyKey } from './idempotency-key.js';

describe('the Idempotency-Key of a write', () => {
  it.each(['1', 'a b', 'x'.repeat(255)])('may be any text of 1 to 255 characters', (key) => {
    expect(requireIdempotencyKey(key)).toBe(key);
  });

  it.each([[undefined], [''], ['x'.repeat(256)]])('may not be %j', (key) => {
    expect(() => requireIdempotencyKey(key)).toThrow(expect.objectContaining({ kind: 'invalid', details: expect.objectContaining({ reason: 'idempotency-key', fields: [expect.objectContaining({ pointer: '' })] }) }));
  });
});
