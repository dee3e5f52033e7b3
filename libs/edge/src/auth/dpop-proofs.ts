import { hash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify, type JWK, type JWTPayload } from 'jose';
import { hasInnerPass } from './inner-pass.js';
import { normalised, type OwnAddresses } from './own-addresses.js';
import { unproven } from './refusals.js';
import { algorithms } from './signature-algorithms.js';
import type { UsedProofs } from './used-proofs.js';

/** Seconds that a proof may be older, or newer, than our clock says: it is made for one call, by a clock that may be off. */
const windowSeconds = 60;
/** A compact JWS; of two headers Node makes one with a comma in it. */
const compact = /^[\w-]+\.[\w-]+\.[\w-]+$/;
/** With an RSA key of 8,192 bits it is half as long. */
const maxLength = 4_096;
/** Of private and secret keys (RFC 7518, section 6): who sends one away has no secret any more. */
const secretParts = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];

/** Checks that who shows a token has the key to which it is bound (RFC 9449, section 4.3). jose verifies; what a proof must say of the call stands here. */
export class DpopProofs {
  constructor(
    private readonly addresses: OwnAddresses,
    private readonly used: UsedProofs,
  ) {}

  /**
   * Resolves when the request carries a proof of its own for this token. Rejects with `unauthenticated`, and with `unavailable`
   * while it cannot be known whether it was used before.
   * @param jkt SHA-256 thumbprint of the key (RFC 7638)
   */
  async check(request: FastifyRequest, token: string, jkt: string): Promise<void> {
    if (hasInnerPass(request)) return;
    const { dpop } = request.headers;
    if (dpop === undefined) throw unproven('send one in the header DPoP');
    if (typeof dpop !== 'string' || dpop.length > maxLength || !compact.test(dpop)) throw unproven('it is malformed');
    const { payload, thumbprint } = await signed(dpop);
    if (thumbprint !== jkt) throw unproven('it is of another key than the token');
    const fault = this.faultIn(payload, request, token);
    if (fault !== undefined) throw unproven(fault);
    if (!(await this.used.use(jkt, payload.jti!))) throw unproven('it was used before');
  }

  /** What it says of the call: told to who has the key, so that they find their mistake. */
  private faultIn({ jti, iat, ath, htm, htu }: JWTPayload, request: FastifyRequest, token: string): string | undefined {
    if (typeof jti !== 'string' || jti === '') return 'jti must be a text';
    if (typeof iat !== 'number' || !(Math.abs(Date.now() / 1_000 - iat) <= windowSeconds)) return `iat must be within ${windowSeconds} s of now`;
    if (htm !== request.method) return 'htm must be the method of the request';
    const addresses = this.addresses.of(request);
    if (typeof htu !== 'string' || !addresses.includes(normalised(htu) ?? '')) return `htu must be the address of the request: ${addresses.join(' or ') || 'none is known'}`;
    return ath === hash('sha256', token, 'base64url') ? undefined : 'ath must be the SHA-256 of the token';
  }
}

async function signed(proof: string): Promise<{ payload: JWTPayload; thumbprint: string }> {
  try {
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, { algorithms, typ: 'dpop+jwt' });
    const jwk = protectedHeader.jwk as JWK;
    if (!secretParts.some((part) => part in jwk)) return { payload, thumbprint: await calculateJwkThumbprint(jwk) };
  } catch {
    // Whatever jose and the crypto under it find wrong with what a stranger wrote.
  }
  throw unproven('its signature, type or key is not accepted');
}
