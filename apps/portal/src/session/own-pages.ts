import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { StrataError } from '#canonical';
import { problemOf } from '#edge';

const safe = new Set(['GET', 'HEAD', 'OPTIONS']);
const json = /^application\/json\s*(;|$)/i;

/**
 * Writes of the portal come from its own pages: what a form or a page of another site could send is refused, whatever cookie
 * comes with it. A browser says of each request whose page sent it (https://www.w3.org/TR/fetch-metadata/), and sends JSON
 * across sites only after asking, which nobody allows. Over plain HTTP it says the origin of the page and no more, and a page
 * at another port of our host is of the same site: what needs no body it could send.
 * @param issuer address of the issuer, which is at the origin of the portal's pages
 */
export function refuseForeignWrites(fastify: FastifyInstance, issuer: string): void {
  const { origin: own } = new URL(issuer);
  fastify.addHook('onRequest', (request, reply, done) => {
    // In this order: what is read of a route costs more than all else here, and reads of the other APIs are many.
    if (safe.has(request.method) || isOfOwnPage(request.headers, own) || !request.routeOptions.url?.startsWith('/portal/v1')) {
      done();
      return;
    }
    const problem = problemOf(foreignWrite());
    void reply.code(problem.status).header('content-type', 'application/problem+json; charset=utf-8').send(JSON.stringify(problem));
  });
}

export const foreignWrite = () => new StrataError('forbidden', 'this is taken from the pages of the portal alone, as JSON');

function isOfOwnPage({ 'content-type': type, 'sec-fetch-site': site, origin, host }: IncomingHttpHeaders, own: string): boolean {
  if (type !== undefined && !json.test(type)) return false;
  if (site !== undefined) return site === 'same-origin';
  return origin === undefined || origin === own || (host !== undefined && URL.parse(origin)?.host === host);
}
