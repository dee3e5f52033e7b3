import { timingSafeEqual } from 'node:crypto';

/** @returns name of the user that an `authorization` header signs in, undefined when it signs in nobody (RFC 7617) */
export function signIn(header: string | undefined, users: Readonly<Record<string, string>>): string | undefined {
  const [, encoded = ''] = header?.match(/^Basic\s+(\S+)$/i) ?? [];
  const [, name = '', password = ''] =
    Buffer.from(encoded, 'base64')
      .toString('utf8')
      .match(/^([^:]*):(.*)$/s) ?? [];
  const expected = Object.hasOwn(users, name) ? users[name] : undefined;
  if (expected === undefined) return undefined;
  const given = Buffer.from(password);
  const wanted = Buffer.from(expected);
  return given.length === wanted.length && timingSafeEqual(given, wanted) ? name : undefined;
}
