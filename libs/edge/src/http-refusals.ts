import type { Server } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { malformed } from './validation.js';
import { problemOf, type Problem } from './problem.filter.js';

const problemType = 'application/problem+json; charset=utf-8';

/** What an address is answered that no route can be looked up for: its escapes spell no text. */
export function answerUnreadableAddress(_error: unknown, _request: FastifyRequest, reply: FastifyReply): void {
  const problem = problemOf(malformed([{ pointer: '', detail: 'the address has an escape that is no UTF-8 text' }]));
  void reply.code(problem.status).header('content-type', problemType).send(JSON.stringify(problem));
}

/** Bytes that are no HTTP request are refused in our words too, as far as their sender still listens. */
export function answerBrokenRequests(server: Server): void {
  server.removeAllListeners('clientError');
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const { line, detail } = faultOf(error.code);
    const problem: Partial<Problem> = { type: 'about:blank', title: line.slice(4), status: Number(line.slice(0, 3)), detail };
    const body = JSON.stringify(problem);
    socket.end(`HTTP/1.1 ${line}\r\nconnection: close\r\ncontent-type: ${problemType}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  });
}

function faultOf(code: string | undefined): { line: string; detail: string } {
  if (code === 'HPE_HEADER_OVERFLOW') return { line: '431 Request Header Fields Too Large', detail: 'the headers are too long' };
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return { line: '408 Request Timeout', detail: 'the request did not come to its end in time' };
  return { line: '400 Bad Request', detail: 'this is not an HTTP request' };
}
