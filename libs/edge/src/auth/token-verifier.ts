import { decodeJwt, errors, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { isStrataError } from '#canonical';
import type { ClaimNames } from '../config/identity-config.js';
import { accessTokenOf, type AccessToken } from './access-token.js';
import type { IssuerKeys } from './issuer-keys.js';
import { expired, refused } from './refusals.js';
import { algorithms } from './signature-algorithms.js';

/** Of access tokens (RFC 9068), and of issuers that do not name them so. */
const types = new Set(['at+jwt', 'jwt']);
/** A signature is believed for so many ms: as long as a key of which the issuer has thought better. */
const believedMs = 300_000;

/** An issuer whose tokens are taken. */
export interface TrustedIssuer {
  issuer: string;
  audience: string;
  /** s */
  clockSkew: number;
  claims: ClaimNames;
  keys: IssuerKeys;
  /** Its clients are those that we know; of another one's we take its word. */
  isEmbedded: boolean;
  /** In front of its clients' ids, where several issuers may mean different ones by the same. */
  qualifier?: string;
}

/** A token that was found good, with what it said. The same object as long as it is remembered. */
export interface VerifiedToken extends AccessToken {
  issuer: TrustedIssuer;
}

interface Remembered {
  token: VerifiedToken;
  /** Epoch ms. */
  until: number;
}

/** Verifies access tokens (RFC 9068, RFC 8725). One that was verified is remembered by its text: a call costs microseconds. */
export class TokenVerifier {
  private readonly issuers: ReadonlyMap<string, TrustedIssuer>;
  private readonly remembered = new LRUCache<string, Remembered>({ max: 10_000 });

  constructor(issuers: readonly TrustedIssuer[]) {
    this.issuers = new Map(issuers.map((issuer) => [issuer.issuer, issuer]));
  }

  /** A token that was verified lately and is still good. */
  known(text: string): VerifiedToken | undefined {
    const found = this.remembered.get(text);
    return found && Date.now() < found.until ? found.token : undefined;
  }

  /** Rejects with `unauthenticated`, or with `unavailable` while the issuer's keys cannot be had. */
  async verify(text: string): Promise<VerifiedToken> {
    const issuer = this.issuers.get(issuerIn(text));
    if (!issuer) throw refused();
    const token = { ...(await readVerified(text, issuer)), issuer };
    this.remembered.set(text, { token, until: Math.min(token.endsAt, Date.now() + believedMs) });
    return token;
  }
}

/** As the token says itself: its signature is looked at with this issuer's keys, and no others. */
function issuerIn(text: string): string {
  try {
    return String(decodeJwt(text).iss);
  } catch {
    throw refused();
  }
}

async function readVerified(text: string, { issuer, audience, clockSkew, keys, claims }: TrustedIssuer): Promise<AccessToken> {
  try {
    const { payload, protectedHeader } = await jwtVerify(text, keys.keyOf, { issuer, audience, algorithms, clockTolerance: clockSkew, requiredClaims: ['exp', 'sub'] });
    const token = types.has(String(protectedHeader.typ).toLowerCase().replace(/^application\//, '')) ? accessTokenOf(payload, claims, clockSkew) : undefined;
    if (token) return token;
  } catch (error) {
    if (isStrataError(error)) throw error;
    // It is looked at last of all: who reads this has a token that was good.
    if (error instanceof errors.JWTExpired) throw expired();
    // Whatever else jose and the crypto under it find wrong with what a stranger wrote.
  }
  throw refused();
}
