import type { FastifyInstance } from 'fastify';
import type { StrataError } from '#canonical';
import { deepest, malformed, tooDeep } from './validation.js';

/** Bytes of a request body. */
export const bodyLimit = 256 * 1024;

/** A body that is not JSON at all. */
export class BrokenJson extends Error {}

/** A body of another type would be read as none, and its fields called missing: curl's `-d` alone sends a form. */
export const notJson = (): StrataError => malformed([{ pointer: '', detail: 'the body must be JSON, with the header content-type: application/json' }]);

/** Nothing is unpacked for a caller: a few bytes could become very many. */
const coded = (): StrataError => malformed([{ pointer: '', detail: 'the body must be JSON as it is, without content-encoding' }]);

/** Bodies are JSON; every other type is refused with a word on the one that is taken. */
export function takeOnlyJson(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, ({ headers: { 'content-encoding': coding } }, body, done) => {
    if (coding && coding.toLowerCase() !== 'identity') return done(coded());
    if (isDeep(body as string)) return done(malformed([tooDeep('')]));
    try {
      done(null, parsed(body as string));
    } catch (error) {
      done(new BrokenJson((error as Error).message));
    }
    return undefined;
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

const [quote, backslash, bracket, brace, closingBracket, closingBrace] = [...'"\\[{]}'].map((each) => each.charCodeAt(0));

/**
 * Whether more objects and lists stand in each other than anything of ours has. Looked at before it is parsed: whoever goes
 * down such a value, to check it or to write it out again, would end their stack.
 */
function isDeep(body: string): boolean {
  let depth = 0;
  for (let at = 0; at < body.length; at += 1) {
    const code = body.charCodeAt(at);
    if (code === quote) at = endOfText(body, at);
    else if (code === bracket || code === brace) {
      depth += 1;
      if (depth > deepest) return true;
    } else if (code === closingBracket || code === closingBrace) depth -= 1;
  }
  return false;
}

/** Where a text ends that begins there. */
function endOfText(body: string, from: number): number {
  let end = body.indexOf('"', from + 1);
  while (end !== -1) {
    let escapes = 0;
    while (body.charCodeAt(end - 1 - escapes) === backslash) escapes += 1;
    if (escapes % 2 === 0) return end;
    end = body.indexOf('"', end + 1);
  }
  return body.length;
}
