import { AccessDirectory, ProofLedger } from '#store';
import { ClaimNames, type IdentityConfig } from '../config/identity-config.js';
import { ConfigurationError } from '../config/load-config.js';
import type { StrataConfig } from '../config/strata-config.js';
import type { Authenticator } from './authenticator.js';
import { ClientDirectory } from './client-directory.js';
import { CredentialAuthenticator } from './credential-authenticator.js';
import { DpopProofs } from './dpop-proofs.js';
import { IssuerKeys } from './issuer-keys.js';
import { OwnAddresses } from './own-addresses.js';
import { Principals } from './principals.js';
import { ServiceTokens } from './service-tokens.js';
import { TokenVerifier, type TrustedIssuer } from './token-verifier.js';
import { UsedProofs } from './used-proofs.js';

/** Who may ask a process, by its configuration. */
export class Identity {
  readonly authenticator: Authenticator;
  private readonly clients: ClientDirectory;
  private readonly proofs: UsedProofs;

  /** Throws a ConfigurationError when the configuration names nobody whose tokens are taken. */
  constructor(config: StrataConfig) {
    const { identity, database: { url }, systems, http } = config;
    const issuers = identity ? trustedIssuers(identity) : [];
    if (!identity || issuers.length === 0) throw new ConfigurationError(`${config.locate(['identity'])} identity: expected an issuer under issuers, or embedded.issuer (STRATA_ISSUER for the default configuration)`);
    this.clients = new ClientDirectory(identity.clients, url === undefined ? undefined : new AccessDirectory(url));
    this.proofs = new UsedProofs(url === undefined ? undefined : new ProofLedger(url));
    const proofs = new DpopProofs(new OwnAddresses(http.publicAddresses ?? [], identity.embedded.issuer), this.proofs);
    this.authenticator = new CredentialAuthenticator(new TokenVerifier(issuers), this.clients, new Principals(systems), proofs);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.clients.close(), this.proofs.close()]);
  }
}

/** The embedded one, and those of others. Of the first one the clients go by their ids; those of further ones might have the same. */
function trustedIssuers({ embedded, audience, issuers }: IdentityConfig): TrustedIssuer[] {
  const own = embedded.issuer === undefined ? [] : [{ issuer: embedded.issuer, audience, clockSkew: 5, claims: new ClaimNames(), keys: new IssuerKeys(embedded.issuer, embedded.url === undefined ? undefined : `${embedded.url}/jwks`), isEmbedded: true }];
  const others = issuers.map(({ issuer, audience: theirs, jwksUri, clockSkew, claims }) => ({ issuer, audience: theirs ?? audience, clockSkew, claims, keys: new IssuerKeys(issuer, jwksUri), isEmbedded: false }));
  return [...own, ...others].map((each, index) => (index === 0 ? each : { ...each, qualifier: `@${each.issuer}` }));
}

/** Whom our tokens are for, and where they are had if not where the issuer says. */
function tokenPlaceOf({ embedded, issuers, audience }: IdentityConfig): { audience: string; tokenEndpoint?: string } {
  if (embedded.issuer === undefined) return { audience: issuers[0]?.audience ?? audience };
  return { audience, ...(embedded.url !== undefined && { tokenEndpoint: `${embedded.url}/token` }) };
}

const tokens = new WeakMap<StrataConfig, ServiceTokens>();

/**
 * What this process signs in with at our others; one for all of them. Undefined where nobody signs in. Throws a
 * ConfigurationError when there is nothing to sign in with.
 */
export function serviceTokensOf(config: StrataConfig): ServiceTokens | undefined {
  const { identity } = config;
  if (!identity) return undefined;
  const { clientId, clientSecret } = identity.service;
  const issuer = identity.embedded.issuer ?? identity.issuers[0]?.issuer;
  if (clientId === undefined || clientSecret === undefined || issuer === undefined) {
    throw new ConfigurationError(`${config.locate(['identity', 'service'])} identity.service: expected clientId and clientSecret, since this process calls others of ours (STRATA_CLIENT_ID and STRATA_CLIENT_SECRET for the default configuration)`);
  }
  const known = tokens.get(config) ?? new ServiceTokens({ issuer, clientId, clientSecret, ...tokenPlaceOf(identity) });
  tokens.set(config, known);
  return known;
}
