import { errors, type Configuration, type KoaContextWithOIDC } from 'oidc-provider';
import type { DataSource } from 'typeorm';
import { scopes } from '#canonical';
import { ClaimNames } from '#edge';
import type { Accounts, SignedInAccount } from '../sign-in/accounts.js';
import { errorPage, signedOutPage, signOutPage } from '../sign-in/pages.js';
import { artifactAdapters } from './artifact.adapter.js';
import type { IssuerSettings } from './issuer.settings.js';
import { ours, type ClientGrants, type KnownClients } from './known-clients.js';
import type { KeyRing } from './signing-keys.js';

const hours = 3_600;
const days = 24 * hours;

/** Seconds that things are good for. An access token cannot be called back: it is short. */
const ttl = { AccessToken: 600, ClientCredentials: 600, IdToken: 600, AuthorizationCode: 60, Interaction: 900, Session: 12 * hours, Grant: 14 * days, RefreshToken: 14 * days };

export interface IssuerParts {
  settings: IssuerSettings;
  db: DataSource;
  clients: KnownClients;
  accounts: Accounts;
}

/** What we ask of oidc-provider. Whatever it can and we do not need is off. */
export function providerConfiguration({ settings, db, clients, accounts }: IssuerParts, keys: KeyRing): Configuration {
  const { masterKey, issuer } = settings;
  const isSecure = issuer.startsWith('https:');
  return {
    adapter: artifactAdapters(db, masterKey, clients),
    jwks: { keys },
    ttl,
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'],
    enabledJWA: { clientAuthSigningAlgValues: ['ES256', 'EdDSA', 'Ed25519', 'RS256', 'PS256'], idTokenSigningAlgValues: ['ES256'] },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    extraClientMetadata: { properties: [ours] },
    responseTypes: ['code'],
    pkce: { required: () => true },
    rotateRefreshToken: true,
    claims: { openid: ['sub'], profile: ['name'], email: ['email'] },
    scopes: ['openid', 'offline_access'],
    extraTokenClaims: (ctx, { client }) => grantsClaims(client?.[ours] as ClientGrants, personOf(ctx)),
    findAccount: (_, accountId) => accounts.find(accountId),
    interactions: { url: (_, { uid }) => `${new URL(issuer).pathname}/interaction/${uid}` },
    cookies: {
      names: { session: 'strata_session', interaction: 'strata_interaction', resume: 'strata_resume' },
      keys: [masterKey.derive('oidc cookies').toString('base64url')],
      long: { httpOnly: true, sameSite: 'lax', secure: isSecure, path: new URL(issuer).pathname },
      short: { httpOnly: true, sameSite: 'lax', secure: isSecure },
    },
    // The portal's own pages get a token too, to show a first call: they come from where we are.
    clientBasedCORS: (_, origin, client) => origin === new URL(issuer).origin || (client.clientAuthMethod === 'none' && (client.redirectUris ?? []).some((uri) => new URL(uri).origin === origin)),
    // Its descriptions are for who reads the protocol: people get words of ours.
    renderError: (ctx, { error }) => sendPage(ctx, errorPage({ code: error })),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      userinfo: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      revocation: { enabled: true, allowedPolicy: (_, client, token) => token.clientId === client.clientId },
      dPoP: { enabled: true, nonceSecret: masterKey.derive('oidc dpop nonces') },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => sendPage(ctx, signOutPage(form)),
        postLogoutSuccessSource: (ctx) => sendPage(ctx, signedOutPage()),
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => settings.audience,
        useGrantedResource: () => true,
        getResourceServerInfo: (ctx, resource, client) => apiAccess(ctx, settings, resource, client[ours] as ClientGrants),
      },
    },
  };
}

/**
 * Our APIs as the one resource that tokens are for. Throws `invalid_target` for another one, and `invalid_scope` when the
 * client asks for more than it may be granted; who asks for none by itself gets all that it may.
 */
function apiAccess(ctx: KoaContextWithOIDC, { audience }: IssuerSettings, resource: string, granted: ClientGrants) {
  if (resource !== audience) throw new errors.InvalidTarget();
  const { params } = ctx.oidc;
  const asked = typeof params?.['scope'] === 'string' ? params['scope'].split(' ').filter(Boolean) : [];
  const refused = asked.filter((scope) => !ownScopes.has(scope) && !granted.scopes.includes(scope));
  if (refused.length > 0) throw new errors.InvalidScope('requested scope is not allowed', refused.join(' '));
  if (asked.length === 0 && params?.['grant_type'] === 'client_credentials') params['scope'] = granted.scopes.join(' ');
  const person = personOf(ctx);
  return { audience, scope: granted.scopes.filter((scope) => scope in scopes && (!person || person.may(scope))).join(' '), accessTokenTTL: ttl.AccessToken, accessTokenFormat: 'jwt' as const, jwt: { sign: { alg: 'ES256' as const } } };
}

/** Who signed in, as far as it is known yet; nobody where a client asks for itself. */
const personOf = (ctx: KoaContextWithOIDC) => ctx.oidc.account as SignedInAccount | undefined;

/** Those that are about signing in, not about our APIs. */
const ownScopes = new Set(['openid', 'offline_access', 'profile', 'email']);

const claim = new ClaimNames();

/** What other processes decide by, which have no database to ask. */
function grantsClaims({ kind, plan, environment, customers }: ClientGrants, person?: SignedInAccount): Record<string, unknown> {
  const seen = person?.seesCustomers === false ? [] : customers;
  return { [claim.kind]: kind, [claim.plan]: plan, [claim.environment]: environment, ...(seen && { [claim.customers]: seen }) };
}

function sendPage(ctx: KoaContextWithOIDC, { body, headers }: { body: string; headers: Record<string, string> }): void {
  ctx.set(headers);
  ctx.body = body;
}
