import type { Server } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { HttpConfig } from './config/http.config.js';
import { strictHead } from './headers/strict-response.js';
import { problemOf, type Problem } from './problem.filter.js';
import { malformed } from './validation.js';

const problemType = 'application/problem+json; charset=utf-8';
/** ms for which a refused sender may still read its answer. */
const lingerMs = 1_000;

/** What an address is answered that no route can be looked up for: it is too long, or its escapes spell no text. */
export function answerUnroutable(error: { statusCode?: number }, _request: FastifyRequest, reply: FastifyReply): void {
  if (error.statusCode === 414) refuse(reply, addressTooLong());
  else refuse(reply, problemOf(malformed([{ pointer: '', detail: 'the address has an escape that is no UTF-8 text' }])));
}

/** A request whose address is too long is refused before anything is done with it. */
export function refuseLongAddresses(fastify: FastifyInstance, { maxAddressLength }: Pick<HttpConfig, 'maxAddressLength'>): void {
  fastify.addHook('onRequest', ({ raw: { url } }, reply, done) => {
    if (url!.length > maxAddressLength) refuse(reply, addressTooLong(`the address is longer than ${maxAddressLength} characters`));
    else done();
  });
}

/** What an address is answered that is longer than any of ours. */
export function addressTooLong(detail = 'the address is too long'): Problem {
  return { type: 'about:blank', title: 'URI Too Long', status: 414, detail, kind: 'invalid', retryable: false };
}

/** Answers in Fastify's own hooks, before a handler is there to throw. */
export function refuse(reply: FastifyReply, problem: Problem): void {
  void reply.code(problem.status).header('content-type', problemType).send(JSON.stringify(problem));
}

/** Bytes that are no HTTP request are refused in our words too, as far as their sender still listens; the connection ends in any case. */
export function answerBrokenRequests(server: Server): void {
  server.removeAllListeners('clientError');
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const { line, problem } = brokenRequest(error.code);
    const body = JSON.stringify(problem);
    socket.end(`HTTP/1.1 ${line}\r\nconnection: close\r\n${strictHead}content-type: ${problemType}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    // Whoever never ends their side would hold the connection for ever.
    setTimeout(() => socket.destroy(), lingerMs).unref();
  });
}

/** What is answered to headers that Node does not read to their end. */
export const headersTooLarge = (): Partial<Problem> => brokenRequest('HPE_HEADER_OVERFLOW').problem;

function brokenRequest(code: string | undefined): { line: string; problem: Partial<Problem> } {
  const { line, detail } = faultOf(code);
  return { line, problem: { type: 'about:blank', title: line.slice(4), status: Number(line.slice(0, 3)), detail } };
}

function faultOf(code: string | undefined): { line: string; detail: string } {
  if (code === 'HPE_HEADER_OVERFLOW') return { line: '431 Request Header Fields Too Large', detail: 'the header fields are too long, or too many' };
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return { line: '408 Request Timeout', detail: 'the request did not come to its end in time' };
  return { line: '400 Bad Request', detail: 'this is not an HTTP request' };
}
