import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpOut, faultOf, type HttpOut } from './http-out.js';

let server: Server;
let origin: string;
let out: HttpOut;
let reply: (response: ServerResponse, url: string, request: IncomingMessage) => void;
beforeAll(async () => {
  server = createServer((request, response) => reply(response, request.url ?? '', request));
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

  it('has cookies as a list, also when there is one', async () => {
    reply = (response) => void response.writeHead(200, { 'set-cookie': 'session=1; Path=/' }).end();
    expect((await out.axios.get('/a')).headers['set-cookie']).toEqual(['session=1; Path=/']);
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

describe('the lean way out', () => {
  const get = (timeoutMs?: number) => out.send({ method: 'GET', path: '/a?q=x%20y', timeoutMs });

  it('keeps the prefix of its address and answers every status, with the body as it came', async () => {
    reply = (response, url) => void response.writeHead(503, { 'retry-after': '7', 'set-cookie': ['a=1', 'b=2'] }).end(`{"url":"${url}"}`);
    const { status, headers, body } = await get();
    expect([status, headers['retry-after'], headers['set-cookie'], body]).toEqual([503, '7', ['a=1', 'b=2'], '{"url":"/prefix/a?q=x%20y"}']);
  });

  it('sends method, body and its own headers with those of the call, of which none may be left out', async () => {
    reply = (response, _, request) => void text(request).then((body) => response.end(JSON.stringify([request.method, body, request.headers['x-ours'], request.headers['x-more'], 'x-none' in request.headers])));
    const { body } = await out.send({ method: 'PATCH', path: '/a', body: 'ä', headers: { 'x-more': '1', 'x-none': undefined } });
    expect(JSON.parse(body)).toEqual(['PATCH', 'ä', 'yes', '1', false]);
  });

  it('puts characters together that came in two pieces, and leaves a byte order mark out', async () => {
    const bytes = Buffer.from('\ufeffMünchen');
    reply = (response) => {
      response.write(bytes.subarray(0, 5));
      setTimeout(() => response.end(bytes.subarray(5)), 20);
    };
    expect((await get()).body).toBe('München');
    reply = (response) => void response.writeHead(204).end();
    expect((await get()).body).toBe('');
  });

  it('tells a request that was never sent from one whose answer is missing', async () => {
    const nobody = createHttpOut({ baseUrl: 'http://127.0.0.1:1' });
    expect(await failure(nobody.send({ method: 'POST', path: '/a' }))).toEqual({ sent: false, timedOut: false, code: 'ECONNREFUSED' });
    expect(await failure(nobody.send({ method: 'POST', path: '/ä ' }))).toMatchObject({ sent: false });
    await nobody.close();
    reply = (response) => void response.socket?.destroy();
    expect(await failure(get())).toMatchObject({ sent: true, timedOut: false });
  });

  it.each(['before the answer', 'in its middle'])('gives up when its time is over, %s', async (when) => {
    reply = (response) => {
      if (when !== 'before the answer') response.writeHead(200, { 'content-length': '100' }).write('{');
    };
    expect(await failure(get(60))).toMatchObject({ sent: true, timedOut: true });
  });

  it('gives up waiting for a connection, and then does not send', async () => {
    const narrow = createHttpOut({ baseUrl: origin, connections: 1 });
    const seen: string[] = [];
    let answer = () => {};
    reply = (response, url) => {
      seen.push(url);
      answer = () => response.end('late');
    };
    const first = narrow.send({ method: 'GET', path: '/first' });
    expect(await failure(narrow.send({ method: 'POST', path: '/second', timeoutMs: 40 }))).toMatchObject({ timedOut: true });
    answer();
    expect((await first).body).toBe('late');
    reply = (response, url) => {
      seen.push(url);
      response.end();
    };
    await narrow.send({ method: 'GET', path: '/third' });
    expect(seen).toEqual(['/first', '/third']);
    await narrow.close();
  });

  it('takes half an answer for none', async () => {
    reply = (response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"a":');
      setTimeout(() => response.socket?.destroy(), 20);
    };
    expect(await failure(get())).toMatchObject({ sent: true, timedOut: false });
  });

  it('lets answers that arrive at one turn of the event loop go on together, step by step', async () => {
    const open: ServerResponse[] = [];
    reply = (response) => {
      if (open.push(response) < 2) return;
      for (const each of open) each.end();
      standStill(20);
    };
    const steps: string[] = [];
    const read = async (): Promise<void> => {
      await get();
      steps.push('begins');
      await Promise.resolve();
      steps.push('goes on');
    };
    await Promise.all([read(), read()]);
    expect(steps).toEqual(['begins', 'begins', 'goes on', 'goes on']);
  });
});

/** The thread stands still: nothing is sent, read or timed. */
const standStill = (ms: number) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
const tryMs = 200;
const pauseMs = 300;
const ways = {
  'the way out': async () => (await out.axios.get<string>('/a', { timeout: tryMs })).data,
  'the lean way out': async () => (await out.send({ method: 'GET', path: '/a', timeoutMs: tryMs })).body,
};

describe.each(Object.entries(ways))('%s of a thread that stood still for longer than a call may take', (_which, ask) => {
  it('takes all answers that have come meanwhile', async () => {
    const open: ServerResponse[] = [];
    reply = (response) => {
      if (open.push(response) < 8) return;
      for (const each of open) each.end('in time');
      standStill(pauseMs);
    };
    expect(await Promise.all(Array.from({ length: 8 }, ask))).toEqual(Array.from({ length: 8 }, () => 'in time'));
  });

  it('has a moment for the answer to what it had not sent yet', async () => {
    reply = (response) => void response.end('a moment later');
    await ask();
    const late = ask();
    standStill(pauseMs);
    expect(await late).toBe('a moment later');
  });

  it('gives up a moment later when none has come', async () => {
    reply = () => standStill(pauseMs);
    const began = performance.now();
    expect(await failure(ask())).toMatchObject({ sent: true, timedOut: true });
    expect(performance.now() - began).toBeLessThan(5 * pauseMs);
  });
});
