import { Dicer } from '@fastify/busboy';

/** One request inside a $batch; its address is relative to the service. */
export interface BatchRequest {
  method: 'GET' | 'POST' | 'PATCH';
  path: string;
  body?: string;
  headers?: Record<string, string>;
}

export interface BatchReply {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string>;
  body: string;
}

/** Reads stand alone; a changeset is one unit of work, kept whole or not at all. */
export type BatchPart = BatchRequest | { changeset: BatchRequest[] };

const crlf = '\r\n';

/** Body and content type of a multipart $batch (OData v2, Batch Processing). */
export function writeBatch(parts: readonly BatchPart[]): { contentType: string; body: string } {
  const boundary = `batch_${crypto.randomUUID()}`;
  const sections = parts.map((part) => {
    if (!('changeset' in part)) return embedded(part);
    const inner = `changeset_${crypto.randomUUID()}`;
    return [`Content-Type: multipart/mixed; boundary=${inner}`, '', joined(inner, part.changeset.map((each, at) => embedded(each, at + 1)))].join(crlf);
  });
  return { contentType: `multipart/mixed; boundary=${boundary}`, body: joined(boundary, sections) };
}

function joined(boundary: string, sections: string[]): string {
  return [...sections.map((section) => `--${boundary}${crlf}${section}`), `--${boundary}--`, ''].join(crlf);
}

function embedded({ method, path, body, headers = {} }: BatchRequest, contentId?: number): string {
  const content = body === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(body)) };
  const lines = Object.entries({ Accept: 'application/json', ...content, ...headers }).map(([name, value]) => `${name}: ${value}`);
  const id = contentId === undefined ? [] : [`Content-ID: ${contentId}`];
  return ['Content-Type: application/http', 'Content-Transfer-Encoding: binary', ...id, '', `${method} ${path} HTTP/1.1`, ...lines, '', body ?? '', ''].join(crlf);
}

/**
 * The answers of a $batch in the order of its parts: one for a read, one for each request of a changeset, and a single
 * failure for a changeset that was undone. Throws an Error when the message is cut or none.
 */
export async function readBatch(contentType: string, body: Buffer): Promise<BatchReply[][]> {
  const parts = await readMultipart(contentType, body);
  return Promise.all(parts.map(async (part) => (isMultipart(part.contentType) ? (await readMultipart(part.contentType, part.body)).map(readReply) : [readReply(part)])));
}

interface Part {
  contentType: string;
  body: Buffer;
}

const isMultipart = (contentType: string) => /^multipart\/mixed\b/i.test(contentType);

function readMultipart(contentType: string, body: Buffer): Promise<Part[]> {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (!isMultipart(contentType) || boundary === undefined) return Promise.reject(new Error(`${contentType} is no multipart/mixed`));
  return new Promise((resolve, reject) => {
    const parts: { contentType: string; chunks: Buffer[] }[] = [];
    const reader = new Dicer({ boundary });
    reader.on('part', (stream) => {
      const part = { contentType: '', chunks: [] as Buffer[] };
      parts.push(part);
      stream.on('header', (header) => (part.contentType = (header as Record<string, string[]>)['content-type']?.[0] ?? ''));
      stream.on('data', (chunk) => part.chunks.push(chunk as Buffer));
      stream.on('error', reject);
    });
    reader.on('error', reject);
    reader.on('finish', () => resolve(parts.map((part) => ({ contentType: part.contentType, body: Buffer.concat(part.chunks) }))));
    reader.end(body);
  });
}

/** The HTTP message within an application/http part. */
function readReply({ body }: Part): BatchReply {
  const text = body.toString('utf8');
  const end = text.indexOf(`${crlf}${crlf}`);
  const [statusLine = '', ...lines] = (end < 0 ? text : text.slice(0, end)).split(crlf);
  const status = Number(/^HTTP\/\d\.\d (\d{3})/.exec(statusLine)?.[1]);
  if (!status) throw new Error(`"${statusLine.slice(0, 60)}" is no HTTP answer`);
  const headers = lines.flatMap((line) => {
    const colon = line.indexOf(':');
    return colon < 1 ? [] : [[line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]];
  });
  return { status, headers: Object.fromEntries(headers) as Record<string, string>, body: end < 0 ? '' : text.slice(end + 4).trimEnd() };
}
