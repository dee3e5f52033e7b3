import type { JWTPayload } from 'jose';
import { environments, plans, type Environment, type Plan } from '#canonical';
import { clientKinds, type ClientKind } from '#store';
import type { ClaimNames } from '../config/identity-config.js';

/** What a verified access token says. */
export interface AccessToken {
  clientId: string;
  /** Who signed in, or the client itself. */
  subject: string;
  scopes: readonly string[];
  /** By which it is known, in the audit. */
  id: string | undefined;
  /** Epoch ms from which it is not good any more. */
  endsAt: number;
  customers: readonly string[] | undefined;
  plan: Plan | undefined;
  environment: Environment | undefined;
  kind: ClientKind | undefined;
}

/** Names of the client's id: RFC 9068, OpenID Connect, and two vendors. */
const clientClaims = ['client_id', 'azp', 'cid', 'appid'];
const name = /^[\x21-\x7e]{1,255}$/;

/** Reads the claims of a verified token. Undefined for those that say something we do not understand: nobody is let in by half of what was said. */
export function accessTokenOf(claims: JWTPayload, names: ClaimNames, clockSkew: number): AccessToken | undefined {
  // A token that is bound to a key is good with a proof alone (RFC 9449, RFC 8705), which is not asked for here.
  if (claims['cnf'] !== undefined) return undefined;
  const clientId = clientClaims.map((claim) => claims[claim]).find((value) => value !== undefined);
  const { sub: subject, exp, jti } = claims;
  const scopes = scopesOf(claims['scope'] ?? claims['scp']);
  const customers = claims[names.customers];
  const plan = one(plans, claims[names.plan]);
  const environment = one(environments, claims[names.environment]);
  const kind = one(clientKinds, claims[names.kind]);
  if (!isName(clientId) || !isName(subject) || exp === undefined || scopes === undefined) return undefined;
  if (customers !== undefined && !isTexts(customers)) return undefined;
  if (plan === unreadable || environment === unreadable || kind === unreadable) return undefined;
  return { clientId, subject, scopes, id: isName(jti) ? jti : undefined, endsAt: (exp + clockSkew) * 1_000, customers, plan, environment, kind };
}

const isName = (value: unknown): value is string => typeof value === 'string' && name.test(value);
export const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every((each) => typeof each === 'string');

/** One text with spaces between (RFC 9068), or a list, as some issuers write it. */
function scopesOf(value: unknown): readonly string[] | undefined {
  if (value === undefined) return [];
  if (typeof value === 'string') return value.split(' ').filter((scope) => scope !== '');
  return isTexts(value) ? value : undefined;
}

const unreadable = Symbol('unreadable');

function one<T extends string>(known: readonly T[], value: unknown): T | undefined | typeof unreadable {
  if (value === undefined) return undefined;
  return known.includes(value as T) ? (value as T) : unreadable;
}
