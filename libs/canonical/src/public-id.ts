import { StrataError } from './strata-error.js';

/** What a public id stands for: a record's own key in one configured system. */
export interface NativeKey {
  systemId: string;
  key: string;
}

/** Public ids are opaque to readers: they encode system and native key, so that a customer's system serves its orders. */
export function toPublicId(systemId: string, key: string): string {
  return Buffer.from(`${systemId}\u0000${key}`, 'utf8').toString('base64url');
}

/** Base64url in the one spelling that its bytes have: no padding, and no bits behind the last byte. */
const spelledOnce = /^(?:[\w-]{4})*(?:[\w-][AQgw]|[\w-]{2}[AEIMQUYcgkosw048])?$/;
const longestId = 400;

/** The key behind a public id, or undefined when it is none of ours. */
export function fromPublicId(id: string): NativeKey | undefined {
  if (id.length > longestId || !spelledOnce.test(id)) return undefined;
  const text = Buffer.from(id, 'base64url').toString('utf8');
  const cut = text.indexOf('\u0000');
  const [systemId, key] = [text.slice(0, cut), text.slice(cut + 1)];
  // No key of a system holds a zero character, and no database stores one.
  if (cut < 1 || key === '' || key.includes('\u0000')) return undefined;
  // What bytes that are no UTF-8 are read as; it may stand in a key as well.
  if (text.includes('\ufffd') && toPublicId(systemId, key) !== id) return undefined;
  return { systemId, key };
}

/** The key behind a public id in a path or query. Throws `not-found`: an id that we never gave names nothing. */
export function nativeKeyOf(id: string, what: string): NativeKey {
  const key = fromPublicId(id);
  if (!key) throw new StrataError('not-found', `there is no ${what} ${id}`);
  return key;
}
