import type { ClientMetadata } from 'oidc-provider';
import { isSecretOf } from '#edge';
import type { AccessClient, AccessDirectory } from '#store';

/** Name of the metadata under which a client of oidc-provider carries ours. */
export const ours = 'strata';

/** What nobody can be called is looked up nowhere: a database refuses some of it. */
const clientIds = /^[\w.-]{1,80}$/;

/** The clients that there are: those of the configuration, and those that were registered while we run. */
export class KnownClients {
  constructor(
    private readonly configured: ReadonlyMap<string, AccessClient>,
    private readonly directory: AccessDirectory,
  ) {}

  /** Undefined for nobody, and for a client that was revoked. The configuration goes first: no row takes its place. */
  async find(clientId: string): Promise<AccessClient | undefined> {
    if (!clientIds.test(clientId)) return undefined;
    const client = this.configured.get(clientId) ?? (await this.directory.client(clientId));
    return client && !client.revoked && hasCredential(client) ? client : undefined;
  }
}

/** Only an app in which people sign in may do without a credential of its own. */
export const hasCredential = ({ kind, secretHashes, jwks }: AccessClient) => kind === 'person' || secretHashes.length > 0 || jwks !== undefined;

/** A client as oidc-provider knows it (RFC 7591). Its `client_secret` is what `isSecretOfAny` compares with: the hashes. */
export function metadataOf(client: AccessClient): ClientMetadata {
  const isPerson = client.kind === 'person';
  return {
    client_id: client.clientId,
    client_name: client.name,
    ...credentialOf(client),
    grant_types: isPerson ? ['authorization_code', 'refresh_token'] : ['client_credentials'],
    response_types: isPerson ? ['code'] : [],
    redirect_uris: isPerson ? [...client.redirectUris] : [],
    id_token_signed_response_alg: 'ES256',
    dpop_bound_access_tokens: client.dpopBound,
    [ours]: { kind: client.kind, plan: client.plan, environment: client.environment, scopes: client.scopes, ...(client.customers && { customers: client.customers }) },
  };
}

function credentialOf({ jwks, secretHashes }: AccessClient): Partial<ClientMetadata> {
  if (jwks) return { token_endpoint_auth_method: 'private_key_jwt', jwks };
  // `client_secret_post` is taken from it too.
  return secretHashes.length > 0 ? { token_endpoint_auth_method: 'client_secret_basic', client_secret: secretHashes.join(' ') } : { token_endpoint_auth_method: 'none' };
}

/** What of a client goes into its tokens. */
export type ClientGrants = Pick<AccessClient, 'kind' | 'plan' | 'environment' | 'scopes' | 'customers'>;

/** Compares with each of them, whichever it is. */
export function isSecretOfAny(hashes: string | undefined, secret: string): boolean {
  return (hashes ?? '').split(' ').map((hash) => isSecretOf(hash, secret)).includes(true);
}
