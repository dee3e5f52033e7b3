import { randomBytes } from 'node:crypto';
import { secretHashOf } from '#edge';

/** A new client secret: 32 random bytes. The text is shown once, the hash is what is kept. */
export function newSecret(): { text: string; hash: string } {
  const text = randomBytes(32).toString('base64url');
  return { text, hash: secretHashOf(text) };
}
