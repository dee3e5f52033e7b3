import { createServer, type Server } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { HttpConfig } from '../config/http.config.js';
import { boundConnections, serverOptions } from '../connections.js';

/** What a cluster asks without a certificate: whether we live and are ready, and our figures. */
const asked = /^\/(?:health\/(?:live|ready)|metrics)\/?(?:\?|$)/;

/** Answers these at a port of their own, in plain HTTP, by the rules that they have anyway; nothing else is there. */
export async function answerProbes(fastify: FastifyInstance, http: HttpConfig, host: string, port: number): Promise<Server> {
  const server = createServer(serverOptions({ ...http, behindTls: false }), (request, response) => {
    if (asked.test(request.url ?? '')) fastify.routing(request, response);
    else response.writeHead(404, { 'content-length': '0' }).end();
  });
  boundConnections(server, http);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host }, resolve);
  });
  return server;
}
