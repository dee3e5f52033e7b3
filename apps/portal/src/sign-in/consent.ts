import type { Provider } from 'oidc-provider';
import type { SignedInAccount } from './accounts.js';

type Details = Awaited<ReturnType<Provider['interactionDetails']>>;

/** What the app wants and was not decided on before, by whom it is of: OpenID's own scopes, and those of our APIs. */
function askedOf({ prompt }: Details): { own: string[]; claims: string[]; ofApis: [string, string[]][] } {
  const { missingOIDCScope = [], missingOIDCClaims = [], missingResourceScopes = {} } = prompt.details as {
    missingOIDCScope?: string[];
    missingOIDCClaims?: string[];
    missingResourceScopes?: Record<string, string[]>;
  };
  return { own: missingOIDCScope, claims: missingOIDCClaims, ofApis: Object.entries(missingResourceScopes) };
}

/** Scopes that the person is asked about: nobody gives what they do not have. */
export function grantableOf(details: Details, account: SignedInAccount): string[] {
  const { own, ofApis } = askedOf(details);
  return [...own, ...ofApis.flatMap(([, scopes]) => scopes.filter((scope) => account.may(scope)))];
}

/** Notes what the person allows, which is all that they were asked; what they could not allow is noted as refused. Answers the id of the grant. */
export async function consentOf(provider: Provider, details: Details, account: SignedInAccount): Promise<string> {
  const { own, claims, ofApis } = askedOf(details);
  const known = details.grantId === undefined ? undefined : await provider.Grant.find(details.grantId);
  const grant = known ?? new provider.Grant({ accountId: account.accountId, clientId: String(details.params['client_id']) });
  if (own.length > 0) grant.addOIDCScope(own.join(' '));
  if (claims.length > 0) grant.addOIDCClaims(claims);
  for (const [resource, scopes] of ofApis) {
    const [allowed, refused] = [scopes.filter((scope) => account.may(scope)), scopes.filter((scope) => !account.may(scope))];
    if (allowed.length > 0) grant.addResourceScope(resource, allowed.join(' '));
    if (refused.length > 0) grant.rejectResourceScope(resource, refused.join(' '));
  }
  return grant.save();
}
