import { ConfigurationError, configurationFaults, secretHashOf, type ClientConfig, type StrataConfig } from '#edge';
import { MasterKey, type AccessClient } from '#store';
import { hasCredential } from './known-clients.js';

/** The configuration of the embedded issuer, checked. */
export class IssuerSettings {
  readonly issuer: string;
  /** Whom its tokens are for. */
  readonly audience: string;
  readonly masterKey: MasterKey;
  readonly database: { url: string; ownerUrl?: string };
  /** Proxies in front whose word on the sender's address is believed. */
  readonly trustedProxies: number;
  /** The clients that the configuration names, by id. */
  readonly clients: ReadonlyMap<string, AccessClient>;
  /** The first operator; none when the configuration gives no password. */
  readonly operator: { email: string; password: string } | undefined;

  constructor(private readonly config: StrataConfig) {
    const { identity } = config;
    if (identity?.embedded.issuer === undefined) throw new ConfigurationError(`${config.locate(['identity', 'embedded'])} identity.embedded.issuer: expected the address of the issuer, or STRATA_ISSUER for the default configuration`);
    if (config.http.tls?.certificate !== undefined && identity.embedded.issuer.startsWith('http:')) throw new ConfigurationError(`${config.locate(['identity', 'embedded', 'issuer'])} identity.embedded.issuer: expected an address such as https://strata.example.com/oidc, since http.tls has a certificate`);
    if (identity.masterKey === undefined) throw new ConfigurationError(`${config.locate(['identity', 'masterKey'])} identity.masterKey: expected 32 bytes in base64, or STRATA_MASTER_KEY for the default configuration`);
    if (config.database.url === undefined) throw new ConfigurationError(`${config.locate(['database'])} database.url: expected a PostgreSQL address, or DATABASE_URL for the default configuration`);
    refuseContradictions(config, identity.clients);
    const { issuer, trustedProxies, operator, operatorPassword } = identity.embedded;
    this.issuer = issuer;
    this.audience = identity.audience;
    this.masterKey = MasterKey.fromBase64(identity.masterKey);
    this.database = { url: config.database.url, ...(config.database.ownerUrl !== undefined && { ownerUrl: config.database.ownerUrl }) };
    this.trustedProxies = trustedProxies;
    this.clients = new Map(identity.clients.map((client) => [client.id, configuredClient(client)]));
    this.operator = operator && operatorPassword ? { email: operator.toLowerCase(), password: operatorPassword } : undefined;
  }

  /** Where clients get tokens. */
  get tokenUrl(): string {
    return `${this.issuer}/token`;
  }

  /** Clients that get no token: the variable of their secret is not set. Each with where it stands. */
  withoutCredential(): string[] {
    return [...this.clients.values()].flatMap((client, index) => (hasCredential(client) ? [] : [`${this.config.locate(['identity', 'clients', index])} ${client.clientId}`]));
  }

  otherMasterKey(cause: Error): ConfigurationError {
    return new ConfigurationError(`${this.config.locate(['identity', 'masterKey'])} identity.masterKey: is not the one that this database was used with before`, { cause });
  }
}

function refuseContradictions(config: StrataConfig, clients: readonly ClientConfig[]): void {
  const faults = clients.flatMap((client, index) => contradictionsOf(client).map(({ field, message }) => ({ path: ['identity', 'clients', index, field], message })));
  if (faults.length > 0) throw configurationFaults(config, faults);
}

function contradictionsOf({ id, kind, secret, jwks, redirectUris }: ClientConfig): { field: string; message: string }[] {
  if (secret !== undefined && jwks !== undefined) return [{ field: 'jwks', message: `${id} has a secret already: expected one or the other` }];
  if (kind === 'person' && redirectUris.length === 0) return [{ field: 'redirectUris', message: `expected at least one address to which the people of ${id} come back` }];
  return [];
}

function configuredClient({ id, secret, ...rest }: ClientConfig): AccessClient {
  return {
    clientId: id,
    name: rest.name,
    kind: rest.kind,
    environment: rest.environment,
    plan: rest.plan,
    scopes: rest.scopes,
    ...(rest.customers && { customers: rest.customers }),
    secretHashes: secret === undefined ? [] : [secretHashOf(secret)],
    ...(rest.jwks && { jwks: rest.jwks }),
    redirectUris: rest.redirectUris,
    dpopBound: rest.dpopBound,
    revoked: false,
  };
}
