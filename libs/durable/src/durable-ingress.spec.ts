import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DurableIngress } from './durable-ingress.js';

interface Seen {
  path: string | undefined;
  key: string | undefined;
  body: string;
}

const seen: Seen[] = [];
let status = 202;
let server: Server;
let ingress: DurableIngress;
beforeAll(async () => {
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    seen.push({ path: request.url, key: request.headers['idempotency-key'] as string | undefined, body: await text(request) });
    response.writeHead(status).end('{"status":"Accepted"}');
  };
  server = createServer((request, response) => void take(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  ingress = new DurableIngress([`http://127.0.0.1:${(server.address() as AddressInfo).port}`]);
});
afterAll(async () => {
  await ingress.close();
  server.close();
});
beforeEach(() => {
  seen.length = 0;
  status = 202;
});

describe('a message to a durable object', () => {
  it('is sent one way, to the object by its key, once for an idempotency key', async () => {
    await ingress.send('o2c.Order', '4711', 'accept', { lines: 1 }, 'key-1');
    expect(seen).toEqual([{ path: '/o2c.Order/4711/accept/send', key: 'key-1', body: '{"lines":1}' }]);
  });

  it('may go again where no key is given, and keys of objects may hold any character', async () => {
    await ingress.send('o2c.Feed', 'erp:invoice/ä', 'start', {});
    await ingress.send('o2c.Feed', 'erp:invoice/ä', 'start', {});
    expect(seen.map(({ path }) => path)).toEqual(Array(2).fill(`/o2c.Feed/${encodeURIComponent('erp:invoice/ä')}/start/send`));
    expect(new Set(seen.map(({ key }) => key)).size).toBe(2);
  });

  it('goes to the next node where one does not answer or is in trouble, under the same key, and to that one first from then on', async () => {
    const troubled = createServer((request, response) => {
      seen.push({ path: 'troubled', key: request.headers['idempotency-key'] as string | undefined, body: '' });
      response.writeHead(503).end();
    });
    await new Promise<void>((resolve) => {
      troubled.listen(0, '127.0.0.1', resolve);
    });
    const at = (node: Server) => `http://127.0.0.1:${(node.address() as AddressInfo).port}`;
    const cluster = new DurableIngress(['http://127.0.0.1:1', at(troubled), at(server)]);
    await cluster.send('o2c.Order', '4711', 'accept', {});
    await cluster.send('o2c.Order', '4712', 'accept', {});
    await cluster.close();
    troubled.close();
    expect(seen.map(({ path }) => path)).toEqual(['troubled', '/o2c.Order/4711/accept/send', '/o2c.Order/4712/accept/send']);
    expect(seen[0]?.key).toBe(seen[1]?.key);
  });

  it.each([404, 500, 503])('that the engine answers with %s was not taken', async (refusal) => {
    status = refusal;
    await expect(ingress.send('o2c.Order', '4711', 'accept', {})).rejects.toMatchObject({ kind: 'unavailable', message: 'the durable engine cannot be reached' });
  });

  it('cannot be sent to an engine that is not there', async () => {
    const nowhere = new DurableIngress(['http://127.0.0.1:1']);
    await expect(nowhere.send('o2c.Order', '4711', 'accept', {})).rejects.toMatchObject({ kind: 'unavailable', retryable: true });
    await nowhere.close();
  });
});
