import { Body, Controller, Get, Headers, HttpCode, Param, Post, Req, Res, type Type } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AddressInfo } from 'node:net';
import { StrataError, type CallContext } from '#canonical';
import { orderExamples, OrderRequest, Reason } from '#contracts';
import { createHttpApp, Ctx, Limits, requireIdempotencyKey, SignedIn } from '#edge';
import { openDoor } from '#edge/open-door';
import { mobileOrder } from '../orders/orders.view.js';
import { InnerCalls } from './inner-calls.js';

/** What the inner calls did, in their order. */
export const seen: string[] = [];
export const orders = new Map<string, string>();
export const gate = { open: () => {}, closed: undefined as Promise<void> | undefined };

const idOf = (number: number) => `0198f3a0-0000-7000-8000-${String(number).padStart(12, '0')}`;

/** Orders as their real door takes them, kept in memory. */
@SignedIn()
@Controller('mobile/v1/orders')
class OrdersInMemory {
  @Get()
  async list(@Ctx() ctx: CallContext, @Req() { headers: { authorization, 'x-api-key': key, 'x-forwarded-for': forwarded }, socket: { remoteAddress: from } }: FastifyRequest) {
    seen.push('list');
    await gate.closed;
    return { items: orders.size, principal: ctx.principal.id, trace: ctx.traceparent, from, forwarded, authorization, key };
  }

  @Get('busy')
  busy(@Res({ passthrough: true }) reply: FastifyReply) {
    void reply.header('etag', 'W/"1"').header('x-secret', '1');
    throw new StrataError('unavailable', 'the system cannot be reached', { retryAfterMs: 3_000 });
  }

  @Post()
  @HttpCode(202)
  place(@Headers('idempotency-key') given: string | undefined, @Body() request: OrderRequest) {
    const key = requireIdempotencyKey(given);
    seen.push(`place ${request.purchaseOrderNumber}`);
    if (request.purchaseOrderNumber === 'PO-AWAY') throw new StrataError('unavailable', 'our database cannot be reached');
    if (!orders.has(key)) orders.set(key, idOf(orders.size + 1));
    return mobileOrder({ ...orderExamples.received, orderId: orders.get(key)!, purchaseOrderNumber: request.purchaseOrderNumber }, []);
  }

  @Post(':orderId/cancellation')
  @HttpCode(202)
  cancel(@Headers('idempotency-key') key: string | undefined, @Param('orderId') orderId: string, @Body() { reason }: Reason) {
    requireIdempotencyKey(key);
    seen.push(`cancel ${orderId}: ${reason}`);
    return mobileOrder({ ...orderExamples.cancelled, orderId }, []);
  }
}

interface Inner {
  id: string;
  status: number;
  headers: Record<string, string>;
  body: { id: string; items?: number; detail: string };
  problem: { retryable: boolean; errors: [{ pointer: string }] };
}

/** What was answered: of a batch, of an upload, or of a refusal. */
interface Answered {
  responses: [Inner, ...Inner[]];
  results: [Inner, Inner, ...Inner[]];
  errors: { pointer: string }[];
}

/** An app that answers at a port with what is tried, over orders in memory. @param limits what its callers are kept to; left out: nothing */
export async function phoneApp(controller: Type, services: Type[], limits = new Limits()) {
  const edge = openDoor({ provide: Limits, useValue: limits });
  const app = await createHttpApp({ module: class {}, imports: [edge], controllers: [controller, OrdersInMemory], providers: [InnerCalls, ...services] }, ['error']);
  const server = app.getHttpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    close: () => app.close(),
    /** As if it came from another machine. */
    postFrom: async (remoteAddress: string, path: string, body: object, headers: Record<string, string>) => (await app.inject({ method: 'POST', url: path, payload: body, headers, remoteAddress })).json<Answered>(),
    post: async (path: string, body: unknown, headers: Record<string, string> = {}) => {
      const response = await fetch(`${url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: typeof body === 'string' ? body : JSON.stringify(body) });
      return { status: response.status, headers: response.headers, body: (await response.json()) as Answered };
    },
  };
}
