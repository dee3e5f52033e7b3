import { Body, Controller, Get, HttpException, Module, NotFoundException, Post, UseInterceptors } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorKinds, fresh, remainingMs, StrataError, type CallContext } from '#canonical';
import { encodePrincipal, OrderRequest } from '#contracts';
import { SignedIn } from './auth/declared-rights.js';
import { openDoor } from './auth/open-door.fixture.js';
import { AnswerInterceptor } from './answer.interceptor.js';
import { Ctx } from './call-context.js';
import { createHttpApp } from './http-app.js';

let trouble: unknown;

@SignedIn()
@Controller()
@UseInterceptors(AnswerInterceptor)
class DoorController {
  @Get('trouble')
  trouble(): never {
    throw trouble;
  }

  @Post('orders')
  order(@Body() body: OrderRequest) {
    return fresh('strata', body);
  }

  @Get('me')
  me(@Ctx() ctx: CallContext) {
    return { value: { ...ctx, remainingMs: remainingMs(ctx) }, source: 'erp', asOf: '2026-01-01T00:00:00.000Z', stale: true, attempts: [] };
  }
}

@Module({ imports: [openDoor()], controllers: [DoorController] })
class DoorModule {}

let app: NestFastifyApplication;
beforeAll(async () => {
  app = await createHttpApp(DoorModule, false);
});
afterAll(() => app.close());

const door = () => request(app.getHttpServer());
async function answerTo(error: unknown) {
  trouble = error;
  const answer = await door().get('/trouble');
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  return answer;
}

const statuses = { 'not-found': 404, gone: 410, invalid: 400, conflict: 409, rejected: 422, unavailable: 503, 'rate-limited': 429, unauthenticated: 401, forbidden: 403, 'unknown-outcome': 504 };

describe('an error leaves as a problem detail', () => {
  it.each(errorKinds)('%s with its status', async (kind) => {
    const { status, body } = await answerTo(new StrataError(kind, 'so it is'));
    expect(status).toBe(statuses[kind]);
    expect(body).toEqual({ type: `urn:strata:problem:${kind}`, title: kind, status: statuses[kind], detail: 'so it is', kind, retryable: kind === 'unavailable' || kind === 'rate-limited' });
  });

  it('422 when the request is well-formed and names what does not exist', async () => {
    const { status } = await answerTo(new StrataError('invalid', 'there is no such item', { reason: 'unprocessable' }));
    expect(status).toBe(422);
  });

  it.each(['unauthenticated', 'forbidden'] as const)('502 when it is a system that answers %s to us: the caller may stay signed in', async (kind) => {
    const { status, body } = await answerTo(new StrataError(kind, 'the system refuses our sign-in', { systemId: 'erp' }));
    expect([status, body.status, body.kind]).toEqual([502, 502, kind]);
  });

  it.each([
    [{ callsPerSecond: 20, inFlight: 32, left: 0, resetMs: 1_200 }, '"erp-eu";q=20;w=1, "erp-eu-in-flight";q=32;qu="concurrent-requests"', '"erp-eu";r=0;t=2'],
    [{ inFlight: 8, left: 5, resetMs: 0 }, '"erp-eu-in-flight";q=8;qu="concurrent-requests"', '"erp-eu-in-flight";r=0'],
  ])('with the budget that is spent, and when to come back: %o', async (budget, policy, left) => {
    const { status, headers, body } = await answerTo(new StrataError('unavailable', 'too many calls wait', { reason: 'saturated', systemId: 'erp-eu', retryAfterMs: 1_200, budget }));
    expect([status, headers['retry-after'], headers['ratelimit-policy'], headers['ratelimit']]).toEqual([503, '2', policy, left]);
    expect(body).toMatchObject({ reason: 'saturated', system: 'erp-eu', budget });
  });

  it('with fields, reason, system, operation and attempts', async () => {
    const fields = [{ pointer: '/lines/0/itemId', detail: 'there is no such item' }];
    const attempts = [{ at: '2026-01-01T00:00:00.000Z', durationMs: 3, outcome: 'unavailable' }];
    const { body } = await answerTo(new StrataError('rejected', 'no', { fields, reason: 'customer-blocked', systemId: 'erp', operation: 'createSalesOrder', attempts, retryAfterMs: 1_500 }));
    expect(body).toMatchObject({ errors: fields, reason: 'customer-blocked', system: 'erp', operation: 'createSalesOrder', attempts, retryAfterMs: 1_500 });
  });

  it.each([
    ['unavailable', undefined, '1'],
    ['unavailable', 4_200, '5'],
    ['rate-limited', 30_000, '30'],
    ['not-found', undefined, undefined],
  ] as const)('%s with a wait of %s ms as Retry-After %s', async (kind, retryAfterMs, expected) => {
    const { headers } = await answerTo(new StrataError(kind, 'later', { retryAfterMs }));
    expect(headers['retry-after']).toBe(expected);
  });

  it("without the vendor's text and without causes", async () => {
    const { text } = await answerTo(new StrataError('rejected', 'the ERP refused', { vendor: { status: 400, code: 'V1/302', text: 'SECRET of SAPMV45A' }, cause: new Error('SECRET cause') }));
    expect(text).not.toMatch(/SECRET|V1\/302|SAPMV45A/);
  });

  it('500 for a bug, of which nothing is told but its trace', async () => {
    trouble = new TypeError('SECRET is undefined');
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const { status, body, text } = await door().get('/trouble').set('traceparent', traceparent);
    expect(status).toBe(500);
    expect(body).toMatchObject({ status: 500, traceparent });
    expect(text).not.toContain('SECRET');
  });

  it('of the framework with its own status', async () => {
    expect(await answerTo(new NotFoundException('no route'))).toMatchObject({ status: 404, body: { title: 'Not Found', status: 404, detail: 'no route' } });
    expect(await answerTo(new HttpException({ detail: 'not ready', failed: { orders: 'x' } }, 503))).toMatchObject({ status: 503, body: { detail: 'not ready', failed: { orders: 'x' } } });
    const { status, headers } = await door().get('/nowhere');
    expect([status, headers['content-type']]).toEqual([404, 'application/problem+json; charset=utf-8']);
  });
});

describe('a request body', () => {
  const post = (text: string) => door().post('/orders').set('content-type', 'application/json').send(text);

  it.each([
    ['is broken JSON', '{"customerId":', 400],
    ['is over the limit', JSON.stringify({ customerId: 'x'.repeat(300_000) }), 413],
    ['is nothing', '', 400],
    ['is a bare text', '"order"', 400],
    ['is a list', '[]', 400],
  ])('that %s is refused as invalid', async (_, text, status) => {
    const answer = await post(text);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect([answer.status, answer.body.kind, Array.isArray(answer.body.errors)]).toEqual([status, 'invalid', true]);
  });

  it.each(['application/x-www-form-urlencoded', 'text/xml'])('that is %s is told to be JSON, and not that its fields are missing', async (type) => {
    const { status, body } = await door().post('/orders').set('content-type', type).send('{"customerId": "c"}');
    expect([status, body.kind, body.errors]).toEqual([400, 'invalid', [{ pointer: '', detail: 'the body must be JSON, with the header content-type: application/json' }]]);
  });

  it('that is empty needs no type', async () => {
    const { body } = await door().post('/orders').set('content-length', '0');
    expect(body.errors).toMatchObject([{ pointer: '/customerId' }, { pointer: '/purchaseOrderNumber' }, { pointer: '/lines' }]);
  });

  it('that has a fault is refused with a pointer to it', async () => {
    const { status, body } = await post(JSON.stringify({ customerId: 'c', purchaseOrderNumber: 'p', lines: [{ itemId: 'i', quantity: -1 }] }));
    expect(status).toBe(400);
    expect(body).toMatchObject({ kind: 'invalid', errors: [{ pointer: '/lines/0/quantity' }] });
  });
});

describe('who asks, and for how long', () => {
  const me = async (headers: Record<string, string>) => (await door().get('/me').set(headers)).body as CallContext & { remainingMs: number };

  it('is said by our own apps in headers', async () => {
    const principal = { id: 'flow', scopes: ['erp:read'], dataScope: { customers: ['erp.C1'] } };
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const seen = await me({ 'strata-principal': encodePrincipal(principal), traceparent, 'strata-timeout-ms': '700' });
    expect(seen).toMatchObject({ principal, traceparent });
    expect(seen.remainingMs).toBeLessThanOrEqual(700);
  });

  it('has bounds, and a trace of its own when none is readable', async () => {
    expect((await me({ 'strata-timeout-ms': '9999999' })).remainingMs).toBeLessThanOrEqual(120_000);
    expect((await me({ 'strata-timeout-ms': '-5' })).remainingMs).toBeGreaterThan(0);
    expect((await me({ traceparent: 'nonsense' })).traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });

  it.each(['nonsense', Buffer.from('{"id":1}').toString('base64url'), Buffer.from('null').toString('base64url'), ''])('is refused when it cannot be read: %j', async (header) => {
    const { status, body } = await door().get('/me').set('strata-principal', header);
    expect([status, body.kind]).toEqual([401, 'unauthenticated']);
  });

  it('learns how fresh the answer is', async () => {
    const { headers } = await door().get('/me');
    expect(JSON.parse(headers['strata-answer'] ?? '')).toEqual({ source: 'erp', asOf: '2026-01-01T00:00:00.000Z', stale: true, attempts: [] });
  });
});
