import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { Cohort } from '#event-loop';

/** Requests that arrive at one turn of the event loop are answered together, by whoever answered the server's requests so far. */
export function answerInCohorts(server: Server): void {
  const answering = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  const arrived = new Cohort<[IncomingMessage, ServerResponse]>(([request, response]) => {
    for (const answer of answering) answer(request, response);
  });
  server.on('request', (request, response) => arrived.add([request, response]));
}
