import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { innerRequest, type BatchPart, type EmbeddedRequest } from './batch.parse.js';
import { WireError, errorBody } from './odata.error.js';
import type { ODataRequest, ODataResponse } from './odata.message.js';
import type { ServiceHandler } from './service.handler.js';

/** Answers a parsed $batch: the parts in their order, each changeset as one unit of work. */
export function answerBatch(handler: ServiceHandler, parts: readonly BatchPart[], outer: ODataRequest): ODataResponse {
  const bodies = parts.map((part) =>
    'changeset' in part ? changesetBody(handler, part.changeset, outer) : httpPart(answerSingle(handler, part.request, outer)),
  );
  const { contentType, body } = multipart('batch', bodies);
  return { status: 202, headers: { 'content-type': contentType, dataserviceversion: '2.0' }, body };
}

function answerSingle(handler: ServiceHandler, embedded: EmbeddedRequest, outer: ODataRequest): ODataResponse {
  const request = innerRequest(embedded, outer, new Map());
  if (!handler.isWrite(request)) return handler.answer(request);
  const error = new WireError(400, 'A change in a batch belongs in a changeset');
  return { status: 400, headers: { 'content-type': 'application/json;charset=utf-8' }, body: errorBody(error) };
}

/** A changeset that failed answers one error in place of the multipart. */
function changesetBody(handler: ServiceHandler, changeset: readonly EmbeddedRequest[], outer: ODataRequest): string {
  const locations = new Map<string, string>();
  const answers = handler.answerTogether(
    changeset.map((embedded, index) => (earlier) => {
      const before = changeset[index - 1];
      const location = earlier[index - 1]?.headers['location'];
      if (before?.contentId !== undefined && location !== undefined) locations.set(before.contentId, location);
      const request = innerRequest(embedded, outer, locations);
      if (!handler.isWrite(request)) throw new WireError(400, 'A changeset holds changes only');
      return request;
    }),
  );
  if (!Array.isArray(answers)) return httpPart(answers);
  const { contentType, body } = multipart(
    'changeset',
    answers.map((answer, index) => httpPart(answer, changeset[index]?.contentId)),
  );
  return `Content-Type: ${contentType}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

function httpPart(answer: ODataResponse, contentId?: string): string {
  const headers = { ...answer.headers, 'content-length': String(Buffer.byteLength(answer.body)) };
  const http = [
    `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ''}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '',
    answer.body,
  ].join('\r\n');
  const id = contentId === undefined ? '' : `content-id: ${contentId}\r\n`;
  return `Content-Type: application/http\r\nContent-Length: ${Buffer.byteLength(http)}\r\ncontent-transfer-encoding: binary\r\n${id}\r\n${http}`;
}

function multipart(name: string, parts: readonly string[]): { contentType: string; body: string } {
  const boundary = `${name}_${randomUUID()}`;
  const body = [...parts.map((part) => `--${boundary}\r\n${part}\r\n`), `--${boundary}--\r\n`].join('');
  return { contentType: `multipart/mixed; boundary=${boundary}`, body };
}
