import type { FastifyRequest } from 'fastify';
import { saysDpop, takesBasic } from './credentials.js';
import type { Refusal } from './refusals.js';
import { algorithms } from './signature-algorithms.js';

/** With which proofs may be signed (RFC 9449, section 7.1). */
const algs = `algs="${algorithms.join(' ')}"`;
const password = 'Basic realm="Strata: an API key as the password", charset="UTF-8"';

/**
 * What a refusal asks for, in the scheme of who was refused: `www-authenticate`, each challenge in a field of its own, since some
 * readers look no further than the first one of a field (RFC 7617, section 2).
 */
export function challengesOf({ kind, challenge }: Refusal, request: FastifyRequest): string | string[] {
  const asked = saysDpop(request) ? challenge.replace('Bearer', 'DPoP') : challenge;
  const own = asked.startsWith('DPoP') ? `${asked}, ${algs}` : asked;
  const others = [...(kind === 'unauthenticated' && takesBasic(request) ? [password] : []), ...(own === 'Bearer' ? [`DPoP ${algs}`] : [])];
  return others.length > 0 ? [own, ...others] : own;
}
