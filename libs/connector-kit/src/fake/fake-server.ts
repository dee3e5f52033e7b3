import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { CannedAnswer, SeenRequest } from './fault.js';

export interface FakeServer {
  /** `http://127.0.0.1:<port>` */
  url: string;
  close(): Promise<void>;
}

/** A server that speaks a vendor's wire from a function, so that the real client code runs against it. */
export async function startFakeServer(reply: (request: SeenRequest) => CannedAnswer | Promise<CannedAnswer>): Promise<FakeServer> {
  const server = createServer((request, response) => {
    void (async () => {
      const seen = { method: request.method ?? 'GET', path: request.url ?? '/', headers: request.headers, body: await text(request) };
      const { status, headers, body = '' } = await reply(seen);
      const isJson = typeof body === 'object';
      response.writeHead(status, { ...(isJson && { 'content-type': 'application/json' }), ...headers });
      response.end(isJson ? JSON.stringify(body) : body);
    })().catch((error: unknown) => {
      response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(String(error));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
