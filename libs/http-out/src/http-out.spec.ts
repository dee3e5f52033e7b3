import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpOut, faultOf, type HttpOut } from './http-out.js';

let server: Server;
let origin: string;
let out: HttpOut;
let reply: (response: ServerResponse, url: string) => void;
beforeAll(async () => {
  server = createServer((request, response) => reply(response, request.url ?? ''));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  out = createHttpOut({ baseUrl: `${origin}/prefix`, headers: { 'x-ours': 'yes' } });
});
afterAll(async () => {
  await out.close();
  server.closeAllConnections();
  server.close();
});

const failure = (call: Promise<unknown>) => call.then(
  () => expect.unreachable('the call should have failed'),
  (error: unknown) => faultOf(error),
);

describe('the way out', () => {
  it('keeps the prefix of its address and answers every status', async () => {
    reply = (response, url) => void response.writeHead(503, { 'content-type': 'application/json', 'retry-after': '7' }).end(JSON.stringify({ url }));
    const answer = await out.axios.get<unknown>('/a', { params: { q: 'x y' } });
    expect([answer.status, answer.data, answer.headers['retry-after']]).toEqual([503, { url: '/prefix/a?q=x+y' }, '7']);
  });

  it('does not leave its host, wherever an answer points', async () => {
    expect(await failure(out.axios.get('http://127.0.0.1:1/a'))).toEqual({ sent: false, timedOut: false, code: 'ERR_BAD_OPTION' });
    expect(await failure(out.axios.get(`${origin}.example.com/a`))).toMatchObject({ sent: false });
  });

  it('tells a request that was never sent from one whose answer is missing', async () => {
    const nobody = createHttpOut({ baseUrl: 'http://127.0.0.1:1' });
    expect(await failure(nobody.axios.post('/a', {}))).toEqual({ sent: false, timedOut: false, code: 'ECONNREFUSED' });
    await nobody.close();
    reply = (response) => void response.socket?.destroy();
    expect(await failure(out.axios.post('/a', {}))).toMatchObject({ sent: true, timedOut: false });
  });

  it.each([60, 2_000])('gives up after %s ms of silence', async (timeout) => {
    reply = () => {};
    expect(await failure(out.axios.post('/a', {}, { timeout }))).toMatchObject({ sent: true, timedOut: true });
  });

  it('takes half an answer for none', async () => {
    reply = (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' }).write('{"a":');
      setTimeout(() => response.socket?.destroy(), 20);
    };
    expect(await failure(out.axios.get('/a'))).toMatchObject({ sent: true, timedOut: false });
  });

  it('calls nothing a fault of transport that is none', () => {
    expect(faultOf(new TypeError('a bug'))).toBeUndefined();
  });
});
