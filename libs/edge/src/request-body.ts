import type { FastifyInstance } from 'fastify';
import type { StrataError } from '#canonical';
import { malformed } from './validation.js';

/** Bytes of a request body. */
export const bodyLimit = 256 * 1024;

/** A body that is not JSON at all. */
export class BrokenJson extends Error {}

/** A body of another type would be read as none, and its fields called missing: curl's `-d` alone sends a form. */
export const notJson = (): StrataError => malformed([{ pointer: '', detail: 'the body must be JSON, with the header content-type: application/json' }]);

/** Bodies are JSON; every other type is refused with a word on the one that is taken. */
export function takeOnlyJson(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (_, body, done) => {
    try {
      done(null, parsed(body as string));
    } catch (error) {
      done(new BrokenJson((error as Error).message));
    }
  });
  fastify.addContentTypeParser('*', (request, _, done) => {
    // A type without a body is none to complain of.
    if (request.headers['content-length'] === '0') done(null);
    else done(notJson());
  });
}

/** Names that would change an object's prototype stay ordinary fields here, which validation points at. */
function parsed(body: string): unknown {
  if (body === '') return {};
  // RFC 8259, 8.1: a byte order mark may be ignored.
  return JSON.parse(body.startsWith('\ufeff') ? body.slice(1) : body) as unknown;
}
