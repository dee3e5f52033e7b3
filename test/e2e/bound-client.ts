import * as oauth from 'oauth4webapi';

const insecure = { [oauth.allowInsecureRequests]: true };

/** A client whose tokens are bound to a key of its own (RFC 9449), by a library that is not ours. */
export class BoundClient {
  /** The one that came with the last call. */
  lastProof: string | undefined;

  private constructor(
    private readonly client: oauth.Client,
    private readonly keys: Awaited<ReturnType<typeof oauth.generateKeyPair>>,
    private readonly dpop: oauth.DPoPHandle,
    readonly token: string,
  ) {}

  /** @param tokenUrl of the embedded issuer */
  static async signIn(tokenUrl: string, clientId: string, secret: string): Promise<BoundClient> {
    const issuer = new URL(tokenUrl.replace(/\/token$/, ''));
    const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
    const client: oauth.Client = { client_id: clientId };
    const keys = await oauth.generateKeyPair('ES256');
    const dpop = oauth.DPoP(client, keys);
    const answer = await oauth.clientCredentialsGrantRequest(server, client, oauth.ClientSecretBasic(secret), {}, { DPoP: dpop, ...insecure });
    const { access_token: token, token_type: type } = await oauth.processClientCredentialsResponse(server, client, answer);
    if (type !== 'dpop') throw new Error(`the token of ${clientId} is of the type ${type}`);
    return new BoundClient(client, keys, dpop, token);
  }

  /** @param body of a POST; left out: a GET */
  async fetch(url: URL, body?: object): Promise<Response> {
    return this.ask(this.dpop, this.token, url, body, (asked, init) => fetch(asked, init));
  }

  /** A proof with this client's key for a token, be it another's. */
  async proofFor(url: URL, token: string): Promise<string> {
    await this.ask(oauth.DPoP(this.client, this.keys), token, url, undefined, async () => new Response());
    return this.lastProof!;
  }

  private async ask(dpop: oauth.DPoPHandle, token: string, url: URL, body: object | undefined, send: (url: string, init: RequestInit) => Promise<Response>): Promise<Response> {
    const headers = new Headers(body && { 'content-type': 'application/json' });
    const noting = async (asked: string, init: { headers: Record<string, string> }): Promise<Response> => {
      this.lastProof = init.headers['dpop'];
      return send(asked, init);
    };
    return oauth.protectedResourceRequest(token, body ? 'POST' : 'GET', url, headers, body && JSON.stringify(body), { DPoP: dpop, [oauth.customFetch]: noting, ...insecure });
  }
}
