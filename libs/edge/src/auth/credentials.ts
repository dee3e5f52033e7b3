import type { FastifyRequest } from 'fastify';
import { absent, malformed } from './refusals.js';

/** What a caller shows. */
export type Credential = { token: string } | { apiKey: string };

/** Longer ones come from nobody we know; Node takes 16 kB of headers in all. */
const maxTokenLength = 8_192;
/** A signed JWT in its compact form (RFC 7515): three parts, none of them empty. */
const bearer = /^bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i;

/** The credential of a request: one. Throws `unauthenticated` for none, for two at once, and for what is none. */
export function credentialOf(request: FastifyRequest): Credential {
  const { authorization, 'x-api-key': apiKey } = request.headers;
  if (authorization === undefined) {
    if (apiKey === undefined) throw absent();
    if (typeof apiKey !== 'string') throw malformed();
    return { apiKey };
  }
  const token = authorization.length > maxTokenLength ? undefined : bearer.exec(authorization)?.[1];
  if (token === undefined || apiKey !== undefined || isSaidTwice(request.raw.rawHeaders)) throw malformed();
  return { token };
}

/** Node takes the first of several; what stands in front of us may have looked at another. */
function isSaidTwice(rawHeaders: readonly string[]): boolean {
  let said = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) if (rawHeaders[at]!.length === 13 && rawHeaders[at]!.toLowerCase() === 'authorization') said += 1;
  return said > 1;
}
