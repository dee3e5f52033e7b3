import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { toPublicId } from '#canonical';
import { gate, orders, phoneApp, seen } from '../inner/phone.fixture.js';
import { BatchController } from './batch.controller.js';
import { BatchService } from './batch.service.js';
import { pathOf } from './batched-path.js';

let app: Awaited<ReturnType<typeof phoneApp>>;
beforeAll(async () => {
  app = await phoneApp(BatchController, [BatchService]);
});
beforeEach(() => {
  seen.length = 0;
  orders.clear();
  gate.closed = undefined;
});
afterAll(() => app.close());

const list = (id: string) => ({ id, method: 'GET', path: '/mobile/v1/orders' });
const place = (id: string, purchaseOrderNumber = 'PO-1') => ({
  id,
  method: 'POST',
  path: '/mobile/v1/orders',
  headers: { 'idempotency-key': id },
  body: { customerId: toPublicId('erp', '1'), purchaseOrderNumber, lines: [{ itemId: toPublicId('erp', '2'), quantity: '1' }] },
});
const batch = (requests: unknown[], headers: Record<string, string> = {}) => app.post('/mobile/v1/batch', { requests }, headers);

describe('a batch', () => {
  it('reads side by side, and writes after all that is before it and before all that is behind it', async () => {
    gate.closed = new Promise((open) => (gate.open = open));
    const answered = batch([list('a'), list('b'), place('c', 'PO-1'), place('d', 'PO-2'), list('e')]);
    await expect.poll(() => seen).toEqual(['list', 'list']);
    gate.open();
    const { body } = await answered;
    expect(seen).toEqual(['list', 'list', 'place PO-1', 'place PO-2', 'list']);
    expect(body.responses.map(({ id, status }) => [id, status])).toEqual([['a', 200], ['b', 200], ['c', 202], ['d', 202], ['e', 200]]);
    expect(body.responses.map((each) => each.body.items)).toEqual([0, 0, undefined, undefined, 2]);
  });

  it('is one client and one trace within', async () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const principal = Buffer.from(JSON.stringify({ id: 'anna', scopes: [] })).toString('base64url');
    const { body } = await batch([list('a')], { traceparent, 'strata-principal': principal });
    expect(body.responses[0].body).toEqual({ items: 0, principal: 'anna', trace: traceparent, from: '127.0.0.1' });
  });

  it('comes within from where it came', async () => {
    const { responses } = await app.postFrom('203.0.113.9', '/mobile/v1/batch', { requests: [list('a')] }, { 'x-forwarded-for': '198.51.100.4' });
    expect(responses[0].body).toMatchObject({ from: '203.0.113.9', forwarded: '198.51.100.4' });
  });

  it('shows within what its caller showed', async () => {
    const { body } = await batch([list('a')], { authorization: 'Bearer a.b.c', 'x-api-key': 'strata_sbx_1' });
    expect(body.responses[0].body).toMatchObject({ authorization: 'Bearer a.b.c', key: 'strata_sbx_1' });
  });

  it('answers each with what it is answered alone, of its headers those that a client needs', async () => {
    const { body } = await batch([{ id: '1', method: 'GET', path: '/mobile/v1/orders/busy' }, { ...place('2'), headers: {} }, { id: '3', method: 'GET', path: '/mobile/v1/nothing' }]);
    expect(body.responses).toMatchObject([
      { id: '1', status: 503, headers: { 'retry-after': '3', 'content-type': expect.stringContaining('problem+json') }, body: { kind: 'unavailable', retryable: true } },
      { id: '2', status: 400, body: { reason: 'idempotency-key' } },
      { id: '3', status: 404 },
    ]);
    expect(body.responses[0].headers).not.toHaveProperty('x-secret');
  });

  it('answers in time: what is not answered by then is told so, and what is left is not begun', async () => {
    gate.closed = new Promise((open) => (gate.open = open));
    const { status, body } = await batch([list('slow'), place('never')], { 'strata-timeout-ms': '150' });
    gate.open();
    expect(status).toBe(200);
    expect(body.responses).toMatchObject([{ id: 'slow', status: 503, body: { retryable: true } }, { id: 'never', status: 503 }]);
    expect(orders.size).toBe(0);
  });

  it.each([
    ['no requests', {}, '/requests'],
    ['none', { requests: [] }, '/requests'],
    ['more than twenty', { requests: Array.from({ length: 21 }, (_, index) => list(String(index))) }, '/requests'],
    ['a request that is no object', { requests: ['x'] }, '/requests/0'],
    ['a field that is not known', { requests: [{ ...list('a'), colour: 'red' }] }, '/requests/0/colour'],
    ['another method', { requests: [{ ...list('a'), method: 'DELETE' }] }, '/requests/0/method'],
    ['the same id twice', { requests: [list('a'), list('a')] }, '/requests/1/id'],
    ['a body of a GET', { requests: [{ ...list('a'), body: {} }] }, '/requests/0/body'],
    ['a header of who calls', { requests: [{ ...list('a'), headers: { 'strata-principal': 'x' } }] }, '/requests/0/headers/strata-principal'],
    ['a header with a second line', { requests: [{ ...list('a'), headers: { 'if-none-match': 'x\r\nstrata-principal: y' } }] }, '/requests/0/headers/if-none-match'],
  ])('with %s is refused as a whole, by pointer', async (_, body, pointer) => {
    expect(await app.post('/mobile/v1/batch', body)).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
    expect(seen).toEqual([]);
  });

  it('holds no batch, however it is spelled', async () => {
    const paths = ['/mobile/v1/batch', '/mobile/v1/batch/', '/mobile/v1/b%61tch', '/mobile/v1/x/../batch'];
    const { body } = await batch(paths.map((path, index) => ({ id: String(index), method: 'POST', path, body: { requests: [list('a')] } })));
    expect(body.responses.map((each) => [each.status, each.body.detail])).toEqual(paths.map(() => [400, 'a batch holds no batch']));
    expect(seen).toEqual([]);
  });
});

describe('the path of a batched call', () => {
  it.each(['/web/v1/orders', '/mobile/v1', '/mobile/v10/orders', 'mobile/v1/orders', 'http://elsewhere/mobile/v1/orders', '//elsewhere/mobile/v1/orders', '/\\elsewhere/mobile/v1/orders', '/mobile/v1/../../metrics', '/mobile/v1/%2E%2e/%2e./metrics', '/mobile/v1/..', ''])(
    'leads nowhere else: %s',
    (path) => {
      expect(pathOf(path)).toBeUndefined();
    },
  );

  it('is below /mobile/v1 or none, whatever it is', () => {
    const parts = fc.array(fc.constantFrom('/', '..', '.', '%2e', '%2f', '\\', 'mobile', 'v1', 'web', '?', '#', ' ', '@', ':', '\t', 'é'), { maxLength: 14 });
    fc.assert(
      fc.property(parts, (made) => {
        const path = pathOf(`/mobile/v1/${made.join('')}`);
        expect(path === undefined || path.startsWith('/mobile/v1/')).toBe(true);
        // What dots are left stand in the query.
        expect(path?.split('?')[0] ?? '').not.toMatch(/\/\.\.?(\/|$)/);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps its query', () => {
    expect(pathOf('/mobile/v1/orders?limit=5&customerId=x%20y')).toBe('/mobile/v1/orders?limit=5&customerId=x%20y');
  });
});
