import { setTimeout } from 'node:timers/promises';
import { Body, Controller, Delete, Get, HttpCode, Module, Param, Post, Res } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { Client } from 'pg';
import request from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { StrataError, toPublicId, type CallContext } from '#canonical';
import { encodePrincipal } from '#contracts';
import { migratedDatabase } from '#store/fixture';
import { Scope, SignedIn } from '../auth/declared-rights.js';
import { Ctx } from '../call-context.js';
import { openDoor } from '../auth/open-door.fixture.js';
import { createHttpApp } from '../http-app.js';
import { AuditTrail } from './audit-trail.js';

const orderId = '0198f3a0-0000-7000-8000-000000000001';
const customerId = toPublicId('erp', 'C-1');
const masterKey = Buffer.alloc(32, 3).toString('base64');
const done: string[] = [];

@SignedIn()
@Controller('web/v1')
class OrdersController {
  @Get('orders/:orderId')
  readOrder(@Ctx() _: CallContext, @Param('orderId') id: string) {
    if (id === 'none') throw new StrataError('not-found', 'there is no order none');
    return { orderId: id, customerId };
  }

  @Post('orders')
  @HttpCode(202)
  placeOrder(@Ctx() _: CallContext, @Body() body: object, @Res({ passthrough: true }) reply: FastifyReply) {
    done.push('placeOrder');
    void reply.header('location', `/web/v1/orders/${orderId}`);
    return { orderId, customerId, name: 'Ada', ...body };
  }

  @Post('orders/:orderId/cancellation')
  cancelOrder(@Ctx() _: CallContext) {
    return { orderId, status: 'cancelled' };
  }

  @Delete('systems/:systemId/customers/:customerId/pause')
  resume(@Ctx() _: CallContext) {}

  @Post('carts::simulate')
  simulate(@Ctx() _: CallContext) {
    return { name: 'Ada' };
  }

  @Get('slow')
  async slow(@Ctx() _: CallContext) {
    await setTimeout(40);
    return {};
  }

  @Get('secret')
  forbidden(@Ctx() _: CallContext) {
    throw new StrataError('forbidden', 'this needs the scope audit:read');
  }

  @Get('scoped')
  @Scope('audit:read')
  scoped(@Ctx() _: CallContext) {}

  @Get('open')
  open() {
    return {};
  }
}

let url: string;
let client: Client;
let trail: AuditTrail;
let app: NestFastifyApplication;

async function appOver(databaseUrl: string) {
  trail = new AuditTrail({ databaseUrl, masterKey, trustedProxies: 1 });
  @Module({ imports: [openDoor()], controllers: [OrdersController], providers: [{ provide: AuditTrail, useValue: trail }] })
  class OrdersModule {}
  return createHttpApp(OrdersModule, false);
}

beforeAll(async () => {
  const { url: made, db } = await migratedDatabase();
  await db.destroy();
  url = made;
  client = new Client({ connectionString: url });
  await client.connect();
  app = await appOver(url);
});
afterAll(async () => {
  await app.close();
  await client.end();
});

let from = 0;
beforeEach(async () => {
  from = (await trail.reader.find({ limit: 1 }))[0]?.seq ?? 0;
});

/** Rows of this spec, once what nobody waits for is written too. */
async function rows(count: number) {
  for (;;) {
    const found = (await trail.reader.find({ limit: 50 })).filter(({ seq }) => seq > from).toReversed();
    if (found.length >= count) return found;
  }
}

const shop = encodePrincipal({ id: 'shop/ada', clientId: 'shop', scopes: [], authority: 'token:4711' });
const door = () => request(app.getHttpServer());
const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;

describe('a call that changes something', () => {
  it('is told with who did what to which record, from where and by which authority, what was said, and what became of it', async () => {
    await door().post('/web/v1/orders').set({ 'strata-principal': shop, traceparent, 'x-forwarded-for': '6.6.6.6, 10.1.2.3' }).send({ shipTo: 'Street 1' }).expect(202);
    const [row] = await rows(1);
    expect(row).toMatchObject({
      operation: 'web.placeOrder', outcome: 'ok', status: 202, principal: 'shop/ada', client: 'shop', authority: 'token:4711', remote: '10.1.2.3',
      record: { type: 'order', id: orderId }, trace: 'a'.repeat(32), personal: { request: { shipTo: 'Street 1' }, answer: { name: 'Ada', shipTo: 'Street 1' } },
    });
    expect((await trail.reader.find({ subject: customerId, limit: 1 }))[0]?.seq).toBe(row?.seq);
  });

  it('is told with what was there before', async () => {
    await client.query(`INSERT INTO order_view (order_id, sequence, client, customer_id, purchase_order_number, status, view, placed_at, changed_at) VALUES ($1, 1, 'shop', $2, 'PO', 'confirmed', $3, now(), now())`, [orderId, customerId, { orderId, customerId, status: 'confirmed' }]);
    await door().post(`/web/v1/orders/${orderId}/cancellation`).send({}).expect(201);
    expect((await rows(1))[0]).toMatchObject({ operation: 'web.cancelOrder', personal: { before: { status: 'confirmed' }, answer: { status: 'cancelled' } } });
    expect((await trail.reader.find({ subject: customerId, limit: 1 }))[0]?.operation).toBe('web.cancelOrder');
  });

  it('is laid at the customer of a system, where that is whom the address names', async () => {
    await door().delete('/web/v1/systems/erp/customers/C-9/pause').expect(200);
    expect((await trail.reader.find({ subject: toPublicId('erp', 'C-9'), limit: 1 }))[0]).toMatchObject({ operation: 'web.resume', record: { type: 'customer', id: 'C-9' } });
  });

  it.each(['constructor', 'a%20b'])('is told of whatever its address names: %s', async (named) => {
    await door().post(`/web/v1/orders/${named}/cancellation`).send({}).expect(201);
    expect((await rows(1))[0]).toMatchObject({ operation: 'web.cancelOrder', record: { type: 'order', id: decodeURIComponent(named) } });
  });

  it('is told of however its address is escaped', async () => {
    await door().post('/web/v1/%6frder%73/4711/cancell%61tion').send({}).expect(201);
    expect((await rows(1))[0]).toMatchObject({ operation: 'web.cancelOrder', record: { type: 'order', id: '4711' } });
  });

  it('leaves no credential in the trail, and no more than a row can hold', async () => {
    await door().post('/web/v1/orders').send({ clientSecret: 'canary-1', nested: { apiKey: 'canary-2' } });
    await door().post('/web/v1/orders').send({ note: 'x'.repeat(100_000) });
    const [first, second] = await rows(2);
    expect(JSON.stringify(first)).not.toContain('canary');
    expect(JSON.stringify(second).length).toBeLessThan(2_000);
  });

  it('is not acknowledged while its row cannot be written', async () => {
    const alone = await appOver('postgresql://strata@127.0.0.1:1/strata');
    const { status, headers, body } = await request(alone.getHttpServer()).post('/web/v1/orders').send({});
    expect([status, headers['location'], headers['retry-after'], body.kind]).toEqual([503, undefined, '1', 'unavailable']);
    expect((await request(alone.getHttpServer()).get(`/web/v1/orders/${orderId}`)).status).toBe(200);
    await alone.close();
    trail = app.get(AuditTrail);
  });
});

it('a call is told with its method, and how long it took in whole milliseconds', async () => {
  await door().get('/web/v1/slow').expect(200);
  await door().post('/web/v1/orders').send({}).expect(202);
  await door().get('/web/v1/secret').expect(403);
  const told = await rows(3);
  expect(Object.fromEntries(told.map(({ operation, method }) => [operation, method]))).toEqual({ 'web.slow': 'GET', 'web.placeOrder': 'POST', 'web.forbidden': 'GET' });
  expect(told.map(({ durationMs }) => Number.isInteger(durationMs))).toEqual([true, true, true]);
  const slow = told.find(({ operation }) => operation === 'web.slow')?.durationMs;
  expect(slow).toBeGreaterThanOrEqual(39);
  expect(slow).toBeLessThan(5_000);
});

describe('a call that changes nothing', () => {
  it('is told once it was answered, without what was said', async () => {
    await door().get(`/web/v1/orders/${orderId}`).set('strata-principal', shop);
    await door().post('/web/v1/carts:simulate').send({ name: 'Ada' });
    const [read, simulated] = await rows(2);
    expect(read).toMatchObject({ operation: 'web.readOrder', outcome: 'ok', principal: 'shop/ada', record: { type: 'order', id: orderId } });
    expect([read, simulated].map((row) => [row?.operation, 'personal' in (row ?? {})])).toEqual([['web.readOrder', false], ['web.simulate', false]]);
  });

  it('is told when it found nothing, or was refused; what anybody may ask is not told', async () => {
    await door().get('/web/v1/open').expect(200);
    await door().get('/web/v1/orders/none').expect(404);
    await door().get('/web/v1/secret').set('authorization', 'Bearer canary-3').expect(403);
    const found = await rows(2);
    expect(found.map(({ operation, outcome }) => [operation, outcome])).toEqual([['web.readOrder', 'not-found'], ['web.forbidden', 'forbidden']]);
    expect(JSON.stringify(found)).not.toContain('canary');
  });
});

it('who lacks a scope is named, though no handler was told of them', async () => {
  await door().get('/web/v1/scoped').set('strata-principal', shop).expect(403);
  expect((await rows(1))[0]).toMatchObject({ operation: 'web.scoped', outcome: 'forbidden', principal: 'shop/ada', authority: 'token:4711' });
});

it('a flood of refusals is counted, not written down one by one', async () => {
  for (let at = 0; at < 40; at += 1) await door().get('/web/v1/secret').set('x-forwarded-for', '9.9.9.9');
  await app.close();
  const { rows: told } = await client.query<{ operation: string; count: number }>(`SELECT operation, count FROM audit.entry WHERE seq > $1 ORDER BY seq`, [from]);
  expect(told.map(({ operation, count }) => [operation, count])).toEqual([...Array.from({ length: 5 }, () => ['web.forbidden', 1]), ['audit.refused', 35]]);
});
