import { Dicer } from '@fastify/busboy';
import { WireError } from './odata.error.js';
import type { ODataRequest } from './odata.message.js';

/** A request inside a $batch. */
export interface EmbeddedRequest {
  method: string;
  /** As it came: relative to the service, or a whole path or URL, or `$1` for what the request with Content-ID 1 made. */
  url: string;
  headers: Record<string, string>;
  body: string;
  contentId?: string;
}

/** A part of a $batch: one request of its own, or a changeset. */
export type BatchPart = { request: EmbeddedRequest } | { changeset: EmbeddedRequest[] };

interface MimePart {
  headers: Record<string, string>;
  body: Buffer;
}

/** @throws WireError 400 when the body is no multipart/mixed of HTTP requests (OData v2, Batch Processing) */
export async function parseBatch(body: Buffer, contentType: string | undefined): Promise<BatchPart[]> {
  const parts = await parseMultipart(body, contentType);
  return Promise.all(
    parts.map(async (part): Promise<BatchPart> => {
      if (!part.headers['content-type']?.startsWith('multipart/mixed')) return { request: embeddedRequest(part) };
      const changes = await parseMultipart(part.body, part.headers['content-type']);
      return { changeset: changes.map(embeddedRequest) };
    }),
  );
}

function parseMultipart(body: Buffer, contentType = ''): Promise<MimePart[]> {
  const [, quoted, bare] = contentType.match(/^multipart\/mixed\s*;.*?boundary=(?:"([^"]+)"|([^;\s]+))/i) ?? [];
  const boundary = quoted ?? bare;
  if (boundary === undefined) throw new WireError(400, `Content type '${contentType}' is not multipart/mixed with a boundary`);
  const { promise, resolve, reject } = Promise.withResolvers<MimePart[]>();
  const parts: MimePart[] = [];
  new Dicer({ boundary })
    .on('part', (stream) => {
      const chunks: Buffer[] = [];
      const part: MimePart = { headers: {}, body: Buffer.alloc(0) };
      parts.push(part);
      stream.on(
        'header',
        (header) =>
          (part.headers = Object.fromEntries(Object.entries(header as Record<string, string[]>).map(([name, values]) => [name, values.join(', ')]))),
      );
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => (part.body = Buffer.concat(chunks)));
      stream.on('error', (cause) => reject(malformed(cause)));
    })
    .on('error', (cause) => reject(malformed(cause)))
    .on('finish', () => resolve(parts))
    .end(body);
  return promise;
}

function malformed(cause: Error): WireError {
  return new WireError(400, `Malformed batch: ${cause.message}`);
}

/** application/http: a request line, headers, an empty line, a body (RFC 9112). */
function embeddedRequest(part: MimePart): EmbeddedRequest {
  const text = part.body.toString('utf8');
  const end = text.search(/\r?\n\r?\n/);
  const [first = '', ...lines] = (end < 0 ? text : text.slice(0, end)).trim().split(/\r?\n/);
  const [, method, url] = first.match(/^([A-Z]+) (.+?) HTTP\/1\.[01]$/) ?? [];
  if (method === undefined || url === undefined) throw new WireError(400, `Malformed batch: '${first}' is not a request line`);
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).trim().toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  return {
    method,
    url,
    headers,
    body: end < 0 ? '' : text.slice(end).trim(),
    contentId: part.headers['content-id'] ?? headers['content-id'],
  };
}

/**
 * @param outer request that carried the batch
 * @param locations address of what a request with a Content-ID made, by that id
 * @throws WireError 400 on an address outside the service
 */
export function innerRequest(embedded: EmbeddedRequest, outer: ODataRequest, locations: ReadonlyMap<string, string>): ODataRequest {
  const url = embedded.url.replace(/^\$([^/?]+)/, (whole, id: string) => locations.get(id) ?? whole);
  const servicePath = `${new URL(outer.base).pathname}/`;
  const local = url.replace(/^https?:\/\/[^/]+/, '');
  const relative = local.startsWith(servicePath) ? local.slice(servicePath.length) : local.replace(/^\//, '');
  const [path = '', query = ''] = relative.split(/\?(.*)/s);
  return {
    method: (embedded.method === 'POST' ? embedded.headers['x-http-method'] : undefined)?.toUpperCase() ?? embedded.method,
    path: decodePath(path),
    query: new URLSearchParams(query),
    headers: embedded.headers,
    body: embedded.body,
    base: outer.base,
  };
}

/** @throws WireError 400 when the percent-encoding is broken */
export function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (cause) {
    throw new WireError(400, `Malformed address '${path}': ${String(cause)}`);
  }
}
