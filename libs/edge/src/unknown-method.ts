import type { FastifyInstance, HTTPMethods, onRequestHookHandler } from 'fastify';
import { refuse } from './http-refusals.js';
import type { Problem } from './problem.filter.js';

/** Methods that an address of ours may take. */
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const satisfies HTTPMethods[];
/** To be asked for any address, by browsers and proxies: what is not there is told as ever. */
const asks = new Set(['HEAD', 'OPTIONS']);

/**
 * Answers what no route was found for, before anything is read of its body: 405 with `Allow` (RFC 9110, 15.5.6) where the
 * address is one of ours by another method. It goes by the routes alone, as they stand in our sources: not by what a
 * record's id names, nor by who asks.
 */
export function unknownMethodRefusal(fastify: FastifyInstance): onRequestHookHandler {
  return ({ method, raw: { url } }, reply, done) => {
    const allowed = asks.has(method) ? [] : methodsAt(fastify, url!);
    if (allowed.length === 0) done();
    else refuse(reply.header('allow', allowed.join(', ')), notAllowed(method, allowed));
  };
}

/** What only a route for all that lies below takes is no address by itself. */
function methodsAt(fastify: FastifyInstance, url: string): string[] {
  return methods.filter((method) => {
    const route = fastify.findRoute({ method, url }) as { params: Record<string, unknown> } | null;
    return route !== null && !('*' in route.params);
  });
}

function notAllowed(method: string, allowed: readonly string[]): Problem {
  return { type: 'about:blank', title: 'Method Not Allowed', status: 405, detail: `this address takes ${allowed.join(', ')}, and not ${method}`, kind: 'invalid', retryable: false };
}
