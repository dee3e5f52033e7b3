/** By a token or key with scopes, by the session of somebody or of an operator, by nobody in particular. */
export type RightKind = 'scope' | 'account' | 'operator' | 'public';

const kinds: Readonly<Record<string, RightKind>> = { '': 'public', 'apiKey oauth2': 'scope', session: 'account', operatorSession: 'operator' };

/**
 * By which right an operation is called; undefined: its document says none of these.
 * @param security of the operation; undefined: it says nothing
 */
export function kindOf(security: readonly Record<string, string[]>[] | undefined): RightKind | undefined {
  // Each alternative is one scheme: none in it would let anybody in, and of two both would be wanted.
  const schemes = (security ?? [{ unsaid: [] }]).map((each) => Object.keys(each).join('+') || 'nothing');
  return kinds[schemes.toSorted().join(' ')];
}
