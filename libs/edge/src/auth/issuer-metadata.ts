/** ms for each question to an issuer. */
const timeoutMs = 3_000;

/** What we need to know of an issuer (RFC 8414, section 2). */
export interface IssuerMetadata {
  jwksUri: string;
  tokenEndpoint?: string | undefined;
}

/**
 * Where an issuer says where everything is: OpenID Connect Discovery puts its path after the issuer's, RFC 8414 between
 * host and path.
 */
function addressesOf(issuer: string): string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  return [`${origin}${path}/.well-known/openid-configuration`, `${origin}/.well-known/oauth-authorization-server${path}`];
}

/** Reads the metadata of an issuer. Rejects when it cannot be asked, and when the metadata is of another one (RFC 8414, section 3.3). */
export async function metadataOf(issuer: string): Promise<IssuerMetadata> {
  const failures: unknown[] = [];
  for (const address of addressesOf(issuer)) {
    try {
      return readable(issuer, await readJson(address));
    } catch (error) {
      failures.push(error);
    }
  }
  throw new AggregateError(failures, `${issuer} does not say where its keys are`);
}

async function readJson(address: string): Promise<unknown> {
  const response = await fetch(address, { headers: { accept: 'application/json' }, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
  if (response.status !== 200) throw new Error(`${address} answered ${response.status}`);
  return response.json();
}

function readable(issuer: string, metadata: unknown): IssuerMetadata {
  const { issuer: said, jwks_uri: jwksUri, token_endpoint: tokenEndpoint } = metadata as Record<string, unknown>;
  if (said !== issuer) throw new Error(`${issuer} calls itself ${String(said)}`);
  if (typeof jwksUri !== 'string' || !URL.canParse(jwksUri)) throw new Error(`${issuer} does not say where its keys are`);
  return { jwksUri, tokenEndpoint: typeof tokenEndpoint === 'string' && URL.canParse(tokenEndpoint) ? tokenEndpoint : undefined };
}
