import { createHash, randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';

export const now = () => Math.floor(Date.now() / 1_000);
export const athOf = (token: string) => createHash('sha256').update(token).digest('base64url');

/** What a proof says; `undefined` leaves a part out. */
export interface Said {
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
}

/** The key of a client, with which it proves that a token is its own. */
export class ClientKey {
  private constructor(
    readonly alg: string,
    readonly privateKey: CryptoKey,
    readonly jwk: JWK,
    readonly privateJwk: JWK,
    /** Thumbprint, as a token that is bound to it says. */
    readonly jkt: string,
  ) {}

  static async make(alg = 'ES256'): Promise<ClientKey> {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
    const jwk = await exportJWK(publicKey);
    return new ClientKey(alg, privateKey, jwk, await exportJWK(privateKey), await calculateJwkThumbprint(jwk));
  }

  /** A proof that is good for a GET of an address with this token, but for what is said otherwise. */
  async proof(htu: string, token: string, { claims = {}, header = {} }: Said = {}): Promise<string> {
    const payload = { jti: randomUUID(), htm: 'GET', htu, iat: now(), ath: athOf(token), ...claims };
    return new SignJWT(payload).setProtectedHeader({ alg: this.alg, typ: 'dpop+jwt', jwk: this.jwk, ...header }).sign(this.privateKey);
  }
}
