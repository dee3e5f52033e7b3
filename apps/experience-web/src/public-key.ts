import { fromPublicId, StrataError, type NativeKey } from '#canonical';

/** The key behind a public id in a path or query. Throws `not-found`: an id that we never gave names nothing. */
export function nativeKeyOf(id: string, what: string): NativeKey {
  const key = fromPublicId(id);
  if (!key) throw new StrataError('not-found', `there is no ${what} ${id}`);
  return key;
}
