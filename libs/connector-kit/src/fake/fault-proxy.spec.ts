import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createHttpOut, faultOf, type HttpOut } from '#http-out';
import { FaultProxy } from './fault-proxy.js';
import { startFakeServer, type FakeServer } from './fake-server.js';
import { inJson, type SeenRequest } from './fault.js';

describe('the fault proxy', () => {
  let system: FakeServer;
  let proxy: FaultProxy;
  let http: HttpOut;
  const received: SeenRequest[] = [];

  beforeAll(async () => {
    system = await startFakeServer((request) => {
      received.push(request);
      if (request.path.startsWith('/base/empty')) return { status: 204 };
      const self = `http://${String(request.headers['host'])}/base/orders/1`;
      return { status: 201, headers: { location: self, 'set-cookie': ['a=1', 'b=2'] }, body: { id: '1', self, absolute: `${system.url}/base/x`, echo: request.body, amount: { value: '1' } } };
    });
    proxy = await FaultProxy.start(`${system.url}/base`);
    http = createHttpOut({ baseUrl: proxy.url, timeoutMs: 5_000 });
  });
  beforeEach(() => void (received.length = 0));
  afterEach(() => proxy.clear());
  afterAll(async () => {
    await http.close();
    await proxy.close();
    await system.close();
  });

  const post = (body = 'hello') => http.axios.post('/orders', body, { responseType: 'text', transformResponse: [] });
  const faultOfPost = async () => faultOf(await post().catch((error: unknown) => error));

  it('passes requests and answers on, and remembers the requests', async () => {
    const { status, headers, data } = await post();
    expect(status).toBe(201);
    expect(headers['set-cookie']).toEqual(['a=1', 'b=2']);
    expect(JSON.parse(data)).toMatchObject({ id: '1', echo: 'hello' });
    expect(proxy.requests).toMatchObject([{ method: 'POST', path: '/base/orders', body: 'hello' }]);
  });

  it('leads addresses in answers back to itself', async () => {
    const { headers, data } = await post();
    expect(headers.location).toBe(`${proxy.url}/orders/1`);
    expect(JSON.parse(data).absolute).toBe(`${proxy.url}/x`);
  });

  it('passes on answers without a body', async () => {
    expect((await http.axios.get('/empty')).status).toBe(204);
  });

  it('cuts the connection before the system sees the request', async () => {
    proxy.inject({ kind: 'cut' });
    expect(await faultOfPost()).toMatchObject({ sent: true });
    expect(received).toEqual([]);
  });

  it.each(['lost', 'half'] as const)('lets the system work and makes its answer come %s', async (kind) => {
    proxy.inject({ kind });
    expect(await faultOfPost()).toMatchObject({ sent: true, timedOut: false });
    expect(received).toHaveLength(1);
  });

  it('stops the text of an answer in its middle', async () => {
    proxy.inject({ kind: 'half-text' });
    const { data } = await post();
    expect(data).toMatch(/^\{"id"/);
    expect(() => JSON.parse(data)).toThrow(SyntaxError);
  });

  it('changes the JSON of an answer', async () => {
    proxy.inject({ kind: 'rewritten', text: inJson((body) => ({ ...body, amount: 7 })) });
    expect(JSON.parse((await post()).data)).toMatchObject({ id: '1', amount: 7 });
  });

  it('answers in place of the system', async () => {
    proxy.inject({ kind: 'answered', answer: { status: 429, headers: { 'retry-after': '3' }, body: { error: 'slow down' } } });
    const { status, headers, data } = await post();
    expect([status, headers['retry-after'], JSON.parse(data)]).toEqual([429, '3', { error: 'slow down' }]);
    expect(received).toEqual([]);
  });

  it('holds an answer until the fault is removed', async () => {
    const held = proxy.inject({ kind: 'held' }, { method: 'POST' });
    let answered = false;
    const answer = post().then(({ status }) => {
      answered = true;
      return status;
    });
    await expect.poll(() => received.length).toBe(1);
    await http.axios.get('/empty');
    expect(answered).toBe(false);
    held.remove();
    expect(await answer).toBe(201);
  });

  it('meets the requests that match, as often as it was told', async () => {
    const fault = proxy.inject({ kind: 'answered', answer: { status: 500 } }, { method: ['POST', 'PUT'], path: /orders$/, body: 'bad' }, 2);
    const statuses = [];
    for (const body of ['good', 'bad', 'bad', 'bad']) statuses.push((await post(body)).status);
    expect(statuses).toEqual([201, 500, 500, 201]);
    expect(fault.hits).toBe(2);
    expect((await http.axios.get('/orders?bad')).status).toBe(201);
  });

  it('refuses connections while it is down, and comes up at the same address', async () => {
    await proxy.goDown();
    expect(await faultOfPost()).toMatchObject({ sent: false });
    await proxy.comeUp();
    expect((await post()).status).toBe(201);
  });
});
