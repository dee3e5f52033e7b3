import { hash } from 'node:crypto';
import { StreamableFile } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { withChosenFields } from './fields.js';
import { textOf, type KeptText } from './unchanging.js';
import { unknownMethodRefusal } from './unknown-method.js';

/** The APIs whose readers are people's screens and tools: they keep what they have read, and ask whether it is still so. */
const experiences = /^\/(?:web|mobile|bi)\/v1\//;
const json = 'application/json; charset=utf-8';
/** Of two who share a browser or a proxy, one never gets what was read by the other. */
const varies = 'accept-encoding, authorization, x-api-key';

/** In JSON text a quote inside of a value is escaped, so this is a field wherever it is found. */
const readTimes = /"asOf":"[^"]*"/g;

/**
 * A weak entity tag (RFC 9110, 8.8.3) of a JSON text. The times at which its parts were read are left out: the same said
 * again, later, is the same.
 */
export function entityTagOf(text: string): string {
  return `W/"${hash('sha1', text.replace(readTimes, ''), 'base64url')}"`;
}

/** Whether a reader has it already: `If-None-Match` is `*`, or names it; weak comparison, RFC 9110, 13.1.2. */
export function isKnown(entityTag: string, ifNoneMatch: string | undefined): boolean {
  if (ifNoneMatch === undefined) return false;
  const opaque = entityTag.slice(2);
  return ifNoneMatch === '*' || ifNoneMatch.split(',').some((each) => each.trim().replace(/^W\//, '') === opaque);
}

/**
 * Nest on Fastify, where what an experience reads has an entity tag, is answered by 304 to whoever has it, and says how it
 * may be kept: by its reader alone, who asks again each time, unless its controller says otherwise.
 */
export class JsonReplies extends FastifyAdapter {
  // Fastify takes any hook for what has no route, and its types two that come after the body. Calls that have one meet none of it.
  override setNotFoundHandler(handler: Parameters<FastifyAdapter['setNotFoundHandler']>[0]) {
    const fastify = this.getInstance<FastifyInstance>();
    return fastify.setNotFoundHandler({ onRequest: [unknownMethodRefusal(fastify)] } as object, handler as () => void);
  }

  override reply(response: FastifyReply, whole: unknown, statusCode?: number): FastifyReply {
    // A reply that Nest makes around a bare response has no request.
    const body = (response.request as FastifyReply['request'] | undefined) ? withChosenFields(response.request, whole) : whole;
    // HEAD takes the headers alone: Fastify would read the stream to its end, and throw it away.
    if (body instanceof StreamableFile && response.request?.method === 'HEAD') body.getStream().destroy();
    if (!isExperienceRead(response, statusCode) || !isJson(response, body)) return super.reply(response, body, statusCode);
    const { text, entityTag } = textOf(body, written);
    const vary = response.getHeader('vary');
    void response.header('etag', entityTag).header('vary', vary === undefined ? varies : `${String(vary)}, ${varies}`);
    if (!response.hasHeader('cache-control')) void response.header('cache-control', 'private, no-cache');
    if (isKnown(entityTag, response.request.headers['if-none-match'])) return response.code(304).send();
    if (!response.hasHeader('content-type')) void response.header('content-type', json);
    return response.code(200).send(text);
  }
}

function written(view: object): KeptText {
  const text = JSON.stringify(view);
  return { text, entityTag: entityTagOf(text) };
}

function isExperienceRead({ request, statusCode }: FastifyReply, asked = statusCode): boolean {
  return asked === 200 && request !== undefined && (request.method === 'GET' || request.method === 'HEAD') && experiences.test(request.url);
}

/** Streams, files and buffers are no JSON, whatever they hold; nor is what its controller gave another type. */
function isJson(response: FastifyReply, body: unknown): body is object {
  if (typeof body !== 'object' || body === null || 'pipe' in body || body instanceof StreamableFile || ArrayBuffer.isView(body)) return false;
  const type = response.getHeader('content-type');
  return type === undefined || String(type).includes('json');
}
