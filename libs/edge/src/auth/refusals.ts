import { StrataError } from '#canonical';

/** `www-authenticate` of a 401 and of a 403 (RFC 6750, section 3). */
const challenges = {
  absent: 'Bearer',
  refused: 'Bearer error="invalid_token"',
  bound: 'DPoP error="invalid_token"',
  unproven: 'DPoP error="invalid_dpop_proof"',
} as const;

/** A refusal at the door, with the challenge that goes with it. What was wrong with a credential stays ours: it would help who guesses. */
export class Refusal extends StrataError {
  constructor(
    kind: 'unauthenticated' | 'forbidden',
    message: string,
    readonly challenge: string,
  ) {
    super(kind, message);
  }
}

export const absent = () => new Refusal('unauthenticated', 'a credential is missing: send an access token as Authorization: Bearer, or a key as x-api-key', challenges.absent);
export const malformed = () => new Refusal('unauthenticated', 'the credential is malformed', challenges.refused);
export const expired = () => new Refusal('unauthenticated', 'the credential has expired', challenges.refused);
export const refused = () => new Refusal('unauthenticated', 'the credential is not accepted', challenges.refused);

/** Of a token that is bound to a key and comes as if it were not (RFC 9449, section 7.2). */
export const bound = () => new Refusal('unauthenticated', 'the credential is bound to a key: send it as Authorization: DPoP, with a proof in the header DPoP', challenges.bound);
/** Of a good token without a good proof. @param fault for who has the key */
export const unproven = (fault: string) => new Refusal('unauthenticated', `the proof of possession is not accepted: ${fault}`, challenges.unproven);

/** @param missing scopes that the caller does not hold */
export function insufficient(missing: readonly string[]): Refusal {
  const scope = missing.join(' ');
  return new Refusal('forbidden', `this needs the scope ${scope}, which the credential does not carry`, `Bearer error="insufficient_scope", scope="${scope}"`);
}

/** What cannot be checked now gets nobody in. @param what cannot be asked, for the reader */
export function cannotTell(what: string, cause: unknown): StrataError {
  return new StrataError('unavailable', `${what} cannot be asked whether the credential is good`, { retryAfterMs: 1_000, cause });
}
