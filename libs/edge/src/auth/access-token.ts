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
  /** Thumbprint of the key that it is bound to (RFC 9449, section 6.1): it is good with a proof of that key alone. */
  jkt: string | undefined;
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
  const clientId = clientClaims.map((claim) => claims[claim]).find((value) => value !== undefined);
  const { sub: subject, exp, jti } = claims;
  const scopes = scopesOf(claims['scope'] ?? claims['scp']);
  const jkt = boundKeyIn(claims['cnf']);
  const customers = claims[names.customers];
  const plan = one(plans, claims[names.plan]);
  const environment = one(environments, claims[names.environment]);
  const kind = one(clientKinds, claims[names.kind]);
  if (!isName(clientId) || !isName(subject) || exp === undefined || scopes === undefined) return undefined;
  if (customers !== undefined && !isTexts(customers)) return undefined;
  if (jkt === unreadable || plan === unreadable || environment === unreadable || kind === unreadable) return undefined;
  return { clientId, subject, scopes, id: isName(jti) ? jti : undefined, endsAt: (exp + clockSkew) * 1_000, jkt, customers, plan, environment, kind };
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
const thumbprint = /^[\w-]{43}$/;

/** Bound in another way, as to a certificate (RFC 8705), it is good with what is not asked for here. */
function boundKeyIn(confirmation: unknown): string | undefined | typeof unreadable {
  if (confirmation === undefined) return undefined;
  const [first, ...more] = typeof confirmation === 'object' && confirmation !== null ? Object.entries(confirmation) : [];
  return first?.[0] === 'jkt' && more.length === 0 && typeof first[1] === 'string' && thumbprint.test(first[1]) ? first[1] : unreadable;
}

function one<T extends string>(known: readonly T[], value: unknown): T | undefined | typeof unreadable {
  if (value === undefined) return undefined;
  return known.includes(value as T) ? (value as T) : unreadable;
}
