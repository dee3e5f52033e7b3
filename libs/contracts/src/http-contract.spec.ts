import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { newTraceparent, StrataError, toPublicId, type CallContext, type SalesOrderDraft } from '#canonical';
import { ApiServer, cut, json, plain, silence } from './api-server.fixture.js';
import { ErpApi } from './erp.api.js';
import { httpClientOf } from './http-contract.js';
import type { OrderRequest } from './order-request.js';
import { OrderToCashApi } from './order-to-cash.api.js';
import { erpRoutes, orderToCashRoutes } from './routes.generated.js';
import { decodePrincipal, encodeAnswer } from './wire.js';

const server = new ApiServer();
let serverUrl: string;
let erp: ErpApi & { close(): Promise<void> };
let orders: OrderToCashApi & { close(): Promise<void> };

beforeAll(async () => {
  serverUrl = await server.start();
  erp = httpClientOf(ErpApi, erpRoutes, serverUrl);
  orders = httpClientOf(OrderToCashApi, orderToCashRoutes, serverUrl);
});
afterAll(async () => {
  await Promise.all([erp.close(), orders.close()]);
  await server.stop();
});
afterEach(() => {
  server.seen.length = 0;
});

const principal = { id: 'büro@example.com', scopes: ['erp:read'], dataScope: { customers: ['erp.C1'] } };
const callFor = (ms = 20_000): CallContext => ({ principal, traceparent: newTraceparent(), deadline: Date.now() + ms });
const failure = (call: Promise<unknown>) => call.then(
  () => expect.unreachable('the call should have failed'),
  (error: unknown) => error as StrataError,
);
const draft: SalesOrderDraft = { reference: '0198f3a0-0000-7000-8000-000000000000', customerId: '17', salesAreaId: '1010-10-00', lines: [{ position: 1, itemId: 'TG10', quantity: { value: '3', unit: 'C62' } }] };

describe('a call in the name of this process', () => {
  const held = { token: 'own-token', refused: [] as string[] };
  const own = { current: () => held.token, refused: (token: string) => void held.refused.push(token) };
  const ctx = { ...callFor(), actor: { id: 'experience-web', scopes: ['erp:read'] } };

  it('shows its token, and on whose behalf it calls, with their own rights', async () => {
    const signedIn = httpClientOf(ErpApi, erpRoutes, serverUrl, own);
    await signedIn.readCustomer(ctx, { systemId: 'erp', customerId: '17' });
    expect(server.seen[0]?.headers.authorization).toBe('Bearer own-token');
    expect(decodePrincipal(String(server.seen[0]?.headers['strata-principal']))).toEqual(principal);
    await signedIn.close();
  });

  it('that is not let in is for later, whoever it is for: it is not they who are unknown', async () => {
    const signedIn = httpClientOf(ErpApi, erpRoutes, serverUrl, own);
    server.reply = json(401, { kind: 'unauthenticated', detail: 'the credential is not accepted' });
    const error = await failure(signedIn.createSalesOrder(ctx, { systemId: 'erp', draft }));
    expect([error.kind, error.retryable, held.refused]).toEqual(['unavailable', true, ['own-token']]);
    server.reply = json(200, {});
    await signedIn.close();
  });

  it('is not made while it has nothing to show', async () => {
    const signedIn = httpClientOf(ErpApi, erpRoutes, serverUrl, { ...own, current: () => Promise.reject(new StrataError('unavailable', 'we cannot sign in')) });
    expect((await failure(signedIn.readCustomer(ctx, { systemId: 'erp', customerId: '17' }))).kind).toBe('unavailable');
    expect(server.seen).toEqual([]);
    await signedIn.close();
  });
});

describe('a call to an API of another process', () => {
  it('names records in the path, whatever characters their keys have', async () => {
    await erp.readCustomer(callFor(), { systemId: 'erp', customerId: "a/b?c#d %$&'ö" });
    expect(server.seen[0]).toMatchObject({ method: 'GET', path: `/erp/v1/systems/erp/customers/${encodeURIComponent("a/b?c#d %$&'ö")}` });
    expect(decodeURIComponent(server.seen[0]?.path.split('/').at(-1) ?? '')).toBe("a/b?c#d %$&'ö");
  });

  it('sends what selects in the query, lists by repeating the name, and leaves out what is not said', async () => {
    await erp.findCustomers(callFor(), { systemId: 'erp', query: 'Müller & Söhne + 1', limit: 20, cursor: undefined });
    await erp.readItems(callFor(), { systemId: 'erp', itemIds: ['A,1', 'B 2', 'C+3'] });
    expect(server.seen[0]?.query).toEqual({ query: ['Müller & Söhne + 1'], limit: ['20'] });
    expect(server.seen[1]?.query).toEqual({ itemIds: ['A,1', 'B 2', 'C+3'] });
    expect(server.seen.map(({ body }) => body)).toEqual([undefined, undefined]);
  });

  it('sends a draft as the body, and the other arguments where they belong', async () => {
    await erp.createSalesOrder(callFor(), { systemId: 'erp', draft });
    await erp.cancelSalesOrder(callFor(), { systemId: 'erp', salesOrderId: '7', reason: 'changed their mind' });
    expect(server.seen[0]).toMatchObject({ method: 'POST', path: '/erp/v1/systems/erp/sales-orders', query: {}, body: draft });
    expect(server.seen[1]).toMatchObject({ method: 'POST', path: '/erp/v1/systems/erp/sales-orders/7/cancellation', body: { reason: 'changed their mind' } });
    expect(server.seen[1]?.body).toEqual({ reason: 'changed their mind' });
  });

  it('says how urgent it is and what it serves, as far as its caller does', async () => {
    await erp.readCustomer({ ...callFor(), priority: 'screen', origin: 'web.readCustomerOverview' }, { systemId: 'erp', customerId: '17' });
    await erp.readCustomer(callFor(), { systemId: 'erp', customerId: '17' });
    expect(server.seen.map(({ headers }) => [headers['strata-priority'], headers['strata-origin']])).toEqual([
      ['screen', 'web.readCustomerOverview'],
      [undefined, undefined],
    ]);
  });

  it('carries the Idempotency-Key in its header', async () => {
    const request = { customerId: 'c', purchaseOrderNumber: 'PO-1', lines: [] } as OrderRequest;
    await orders.placeOrder(callFor(), { idempotencyKey: 'key-1', request });
    expect(server.seen[0]).toMatchObject({ path: '/order-to-cash/v1/orders', body: request, headers: { 'idempotency-key': 'key-1' } });
  });

  it('goes on in the name of its principal, on the same trace, with what is left of its time', async () => {
    const ctx = callFor(9_000);
    await erp.systems(ctx, {});
    const headers = server.seen[0]?.headers ?? {};
    expect(headers['traceparent']).toBe(ctx.traceparent);
    expect(decodePrincipal(String(headers['strata-principal']))).toEqual(principal);
    expect(Number(headers['strata-timeout-ms'])).toBeGreaterThan(0);
    expect(Number(headers['strata-timeout-ms'])).toBeLessThanOrEqual(9_000);
  });

  it('says for whom it is made also where that is one of thousands of customers: headers have an end', async () => {
    const customers = Array.from({ length: 2_000 }, (_, index) => toPublicId('sap-production', String(10_000_000 + index * 7)));
    const many = { ...principal, dataScope: { customers } };
    await erp.systems({ ...callFor(), principal: many }, {});
    const header = String(server.seen[0]?.headers['strata-principal']);
    expect(header.length).toBeLessThan(12_000);
    expect(decodePrincipal(header)).toEqual(many);
    expect(decodePrincipal(header.slice(0, -9))).toBeUndefined();
  });

  it("takes at most the operation's own time, however patient the caller is", async () => {
    await erp.systems(callFor(600_000), {});
    await erp.postGoodsIssue(callFor(600_000), { systemId: 'erp', deliveryId: '1' });
    expect(server.seen.map(({ headers }) => headers['strata-timeout-ms'])).toEqual(['15000', '60000']);
  });

  it('is not made once its deadline has passed', async () => {
    expect(await failure(erp.createSalesOrder(callFor(0), { systemId: 'erp', draft }))).toMatchObject({ kind: 'unavailable', details: { operation: 'createSalesOrder' } });
    expect(server.seen).toEqual([]);
  });
});

describe('the answer of an API of another process', () => {
  it('says how fresh it is and how often the system was asked', async () => {
    const answer = { value: { id: '17' }, source: 'erp', asOf: '2026-01-01T00:00:00.000Z', stale: true, attempts: [{ at: '2026-01-01T00:00:00.000Z', durationMs: 12, outcome: 'unavailable' }] };
    server.reply = json(200, answer.value, { 'strata-answer': encodeAnswer(answer) });
    expect(await erp.readCustomer(callFor(), { systemId: 'erp', customerId: '17' })).toEqual(answer);
  });

  it('is null when there is nothing, which HTTP carries as an empty body', async () => {
    server.reply = (response) => void response.writeHead(200).end();
    expect(await erp.readCustomer(callFor(), { systemId: 'erp', customerId: '17' })).toMatchObject({ value: null });
  });

  it.each([
    ['not-found', 404],
    ['invalid', 400],
    ['conflict', 409],
    ['rejected', 422],
    ['unavailable', 503],
    ['rate-limited', 429],
    ['unauthenticated', 401],
    ['forbidden', 403],
    ['unknown-outcome', 504],
  ] as const)('that is the problem %s becomes that error again', async (kind, status) => {
    const attempts = [{ at: '2026-01-01T00:00:00.000Z', durationMs: 12, outcome: kind }];
    const errors = [{ pointer: '/lines/0', detail: 'expected a line' }];
    const budget = { callsPerSecond: 20, inFlight: 32, left: 0, resetMs: 400 };
    server.reply = json(status, { kind, title: kind, status, detail: 'the order is locked', retryable: kind === 'conflict', retryAfterMs: 250, reason: 'document-locked', system: 'erp', operation: 'create', errors, attempts, budget });
    const error = await failure(erp.createSalesOrder(callFor(), { systemId: 'erp', draft }));
    expect(error).toBeInstanceOf(StrataError);
    expect(error).toMatchObject({
      kind,
      message: 'the order is locked',
      retryable: kind === 'conflict',
      details: { retryAfterMs: 250, reason: 'document-locked', systemId: 'erp', operation: 'create', fields: errors, attempts, budget },
    });
  });

  it.each([
    ['a page of a proxy', plain(200, '<html>welcome</html>'), 'unknown-outcome'],
    ['a fault of a gateway', plain(502, '<html>bad gateway</html>'), 'unknown-outcome'],
    ['an error without a kind', json(500, { title: 'internal error' }), 'unknown-outcome'],
    ['an error of a kind that nobody knows', json(500, { kind: 'nonsense' }), 'unknown-outcome'],
    ['a path that is not there', json(404, { title: 'Not Found' }), 'unavailable'],
  ])('that is %s is no value: a read may be tried again, a write is %s', async (_, reply, kind) => {
    server.reply = reply;
    expect(await failure(erp.readCustomer(callFor(), { systemId: 'erp', customerId: '17' }))).toMatchObject({ kind: 'unavailable', retryable: true });
    const expected = kind === 'unknown-outcome' ? { kind, retryable: false } : { kind, retryable: true };
    expect(await failure(erp.createSalesOrder(callFor(), { systemId: 'erp', draft }))).toMatchObject(expected);
  });
});

describe('an API that does not answer', () => {
  it.each([
    ['cuts the connection', cut, 5_000],
    ['is silent until the deadline', silence, 150],
  ])('and %s leaves a read unavailable and the outcome of a write unknown', async (_, reply, patienceMs) => {
    server.reply = reply;
    expect(await failure(erp.readCustomer(callFor(patienceMs), { systemId: 'erp', customerId: '17' }))).toMatchObject({ kind: 'unavailable', retryable: true, details: { operation: 'readCustomer' } });
    expect(await failure(erp.createSalesOrder(callFor(patienceMs), { systemId: 'erp', draft }))).toMatchObject({ kind: 'unknown-outcome', retryable: false, details: { operation: 'createSalesOrder' } });
  });

  it('because it is not there has made no write', async () => {
    const nobody = new ApiServer();
    const address = await nobody.start();
    await nobody.stop();
    const gone = httpClientOf(ErpApi, erpRoutes, address);
    expect(await failure(gone.createSalesOrder(callFor(), { systemId: 'erp', draft }))).toMatchObject({ kind: 'unavailable', retryable: true });
    expect(await failure(gone.systems(callFor(), {}))).toMatchObject({ kind: 'unavailable', retryable: true });
    await gone.close();
  });
});
