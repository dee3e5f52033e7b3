import type { FastifyRequest } from 'fastify';
import { absent, malformed } from './refusals.js';

/** What a caller shows. */
export type Credential = { token: string; scheme: 'bearer' | 'dpop' } | { apiKey: string };

/** Longer ones come from nobody we know; Node takes 16 kB of headers in all. */
const maxLength = 8_192;
/** A signed JWT in its compact form (RFC 7515): three parts, none of them empty. */
const token = /^(?:bearer|(dpop)) +([\w-]+\.[\w-]+\.[\w-]+)$/i;
/** User name and password (RFC 7617). */
const basic = /^basic +([a-z\d+/]+={0,2})$/i;
/** Routes of analysts' tools, which can send nothing but a user name and a password. */
const analystsRoute = /^\/bi\//;

/** The credential of a request: one. Throws `unauthenticated` for none, for two at once, and for what is none. */
export function credentialOf(request: FastifyRequest): Credential {
  const { authorization, 'x-api-key': apiKey } = request.headers;
  if (authorization === undefined) {
    if (apiKey === undefined) throw absent();
    if (typeof apiKey !== 'string') throw malformed();
    return { apiKey };
  }
  const said = authorization.length > maxLength ? undefined : (tokenIn(authorization) ?? (takesBasic(request) ? passwordIn(authorization) : undefined));
  if (said === undefined || apiKey !== undefined || isSaidTwice(request.raw.rawHeaders)) throw malformed();
  return said;
}

/** Whether an API key may come as the password of HTTP Basic: by the route that was found, whatever the address looks like. */
export const takesBasic = ({ routeOptions: { url } }: FastifyRequest): boolean => url !== undefined && analystsRoute.test(url);

/** Whether the credential comes with a proof of possession, or should (RFC 9449, section 7.1). */
export const saysDpop = ({ headers: { authorization } }: FastifyRequest): boolean => authorization !== undefined && /^dpop /i.test(authorization);

function tokenIn(authorization: string): Credential | undefined {
  const found = token.exec(authorization);
  return found ? { token: found[2]!, scheme: found[1] === undefined ? 'bearer' : 'dpop' } : undefined;
}

/** The key tells whose it is: the user name may be anything. */
function passwordIn(authorization: string): Credential | undefined {
  const pair = Buffer.from(basic.exec(authorization)?.[1] ?? '', 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon === -1 ? undefined : { apiKey: pair.slice(colon + 1) };
}

/** Node takes the first of several; what stands in front of us may have looked at another. */
function isSaidTwice(rawHeaders: readonly string[]): boolean {
  let said = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) if (rawHeaders[at]!.length === 13 && rawHeaders[at]!.toLowerCase() === 'authorization') said += 1;
  return said > 1;
}
