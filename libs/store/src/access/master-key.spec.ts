import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { MasterKey } from './master-key.js';

const keyOf = (fill: number) => MasterKey.fromBase64(Buffer.alloc(32, fill).toString('base64'));

describe('what is sealed under the master key', () => {
  const key = keyOf(1);
  const sealed = key.seal('signing keys', 'kid-1', Buffer.from('a private key'));

  it('opens again, in another process too', () => {
    expect(keyOf(1).open('signing keys', 'kid-1', sealed).toString()).toBe('a private key');
  });

  it('shows nothing of what it is, and looks another way each time', () => {
    expect(sealed.includes('private')).toBe(false);
    expect(key.seal('signing keys', 'kid-1', Buffer.from('a private key'))).not.toEqual(sealed);
  });

  it.each<[string, () => Buffer]>([
    ['another key', () => keyOf(2).open('signing keys', 'kid-1', sealed)],
    ['another use', () => key.open('artifacts', 'kid-1', sealed)],
    ['another row', () => key.open('signing keys', 'kid-2', sealed)],
    ['a changed byte', () => key.open('signing keys', 'kid-1', Buffer.from(sealed.map((byte, at) => (at === sealed.length - 1 ? byte ^ 1 : byte))))],
    ['a cut', () => key.open('signing keys', 'kid-1', sealed.subarray(0, 20))],
  ])('does not open with %s', (_, open) => {
    expect(open).toThrow(/unable to authenticate data|Invalid authentication tag/);
  });
});

it.each(['', 'short', randomBytes(31).toString('base64'), randomBytes(33).toString('base64'), randomBytes(32).toString('hex')])('%s is no master key, and is not repeated', (text) => {
  expect(() => MasterKey.fromBase64(text)).toThrow('a master key is 32 bytes in base64');
});
