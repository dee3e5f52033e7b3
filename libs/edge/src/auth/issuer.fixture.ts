import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK, type JWTHeaderParameters } from 'jose';

export const audience = 'urn:strata:api';

export interface IssuerKey {
  kid: string;
  alg: string;
  privateKey: CryptoKey;
  publicKey: CryptoKey;
  publicJwk: JWK;
}

export async function issuerKey(kid: string, alg = 'ES256'): Promise<IssuerKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, publicKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

/** An issuer that a spec disposes of: its keys, what it answers, and whether it does. */
export class SpecIssuer {
  keys: IssuerKey[] = [];
  isAway = false;
  /** Answers of the token endpoint; the form that was sent is in `forms`. */
  tokenAnswer: () => { status: number; body: object } = () => ({ status: 500, body: {} });
  readonly asked: Record<string, number> = {};
  readonly forms: { form: URLSearchParams; authorization: string | undefined }[] = [];
  issuer = '';
  private readonly server = createServer((request, response) => void this.answer(request, response));

  async start(...keys: IssuerKey[]): Promise<this> {
    this.keys = keys;
    await new Promise<void>((resolve) => {
      this.server.listen(0, '127.0.0.1', resolve);
    });
    this.issuer = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/oidc`;
    return this;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => {
      this.server.close(resolve);
    });
  }

  /** A token that is good, but for what is said otherwise. */
  async token(claims: Record<string, unknown> = {}, header: Partial<JWTHeaderParameters> = {}, key = this.keys[0]!): Promise<string> {
    const now = Math.floor(Date.now() / 1_000);
    const own = { iss: this.issuer, aud: audience, sub: 'web', client_id: 'web', scope: 'orders:read', jti: 'token-1', iat: now, exp: now + 600, ...claims };
    return new SignJWT(own).setProtectedHeader({ alg: key.alg, typ: 'at+jwt', kid: key.kid, ...header }).sign(key.privateKey);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    this.asked[path] = (this.asked[path] ?? 0) + 1;
    if (this.isAway) {
      request.socket.destroy();
      return;
    }
    const { status, body } = await this.bodyOf(path, request);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }

  private async bodyOf(path: string, request: IncomingMessage): Promise<{ status: number; body: object }> {
    if (path === '/oidc/.well-known/openid-configuration') return { status: 200, body: { issuer: this.issuer, jwks_uri: `${this.issuer}/jwks`, token_endpoint: `${this.issuer}/token` } };
    if (path === '/oidc/jwks') return { status: 200, body: { keys: this.keys.map(({ publicJwk }) => publicJwk) } };
    if (path !== '/oidc/token') return { status: 404, body: {} };
    this.forms.push({ form: new URLSearchParams(await text(request)), authorization: request.headers.authorization });
    return this.tokenAnswer();
  }
}
