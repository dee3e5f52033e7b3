import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyReply } from 'fastify';
import { describe, expect, it } from 'vitest';
import { newTraceparent, type CallContext, type TimelineEntry } from '#canonical';
import { orderExamples, timelineExample } from '#contracts';
import type { LastingAnswers } from '#edge';
import type { OrderChanges, OrderReader } from '#read-models';
import { OrderEvents } from './order-events.js';

const ctx: CallContext = { principal: { id: 'web', scopes: [] }, traceparent: newTraceparent(), deadline: Date.now() + 60_000 };
const order = orderExamples.confirmed;
/** More than all buffers on the way to a reader hold. */
const long: TimelineEntry[] = Array.from({ length: 200 }, (_, index) => ({ ...timelineExample[0]!, id: String(index + 1), detail: 'x'.repeat(100_000) }));

function replyTo(written: ServerResponse): FastifyReply {
  return { raw: written, request: { method: 'GET' }, hijack: () => undefined, getHeaders: () => ({}) } as unknown as FastifyReply;
}

/** A reader of these events who takes none of them, and what becomes of the stream. */
async function readerOf(events: OrderEvents): Promise<{ response: IncomingMessage; streamed: Promise<void>; written: ServerResponse }> {
  const asked = Promise.withResolvers<{ streamed: Promise<void>; written: ServerResponse }>();
  const server = createServer((_, written) => asked.resolve({ written, streamed: events.stream(ctx, order.orderId, undefined, replyTo(written)) }));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const [response] = (await once(get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', agent: false }), 'response')) as [IncomingMessage];
  response.once('close', () => server.close());
  return { response, ...(await asked.promise) };
}

describe('events that their reader does not take', () => {
  const changes = { next: (_: string, signal: AbortSignal) => (signal.aborted ? Promise.resolve() : once(signal, 'abort').then(() => undefined)) } as unknown as OrderChanges;
  const reader = { order: async () => ({ order }), timeline: async () => long } as unknown as OrderReader;

  const lasting = { untilRefused: () => new AbortController().signal } as unknown as LastingAnswers;

  it('keep no process from ending', async () => {
    const events = new OrderEvents(reader, changes, lasting);
    const { response, streamed, written } = await readerOf(events);
    await expect.poll(() => written.writableNeedDrain).toBe(true);
    events.onModuleDestroy();
    await streamed;
    expect(written.destroyed).toBe(true);
    response.destroy();
  });

  it('end when their reader is let in no more', async () => {
    const refused = new AbortController();
    const events = new OrderEvents(reader, changes, { untilRefused: () => refused.signal } as unknown as LastingAnswers);
    const { response, streamed, written } = await readerOf(events);
    await expect.poll(() => written.writableNeedDrain).toBe(true);
    refused.abort();
    await streamed;
    expect(written.destroyed).toBe(true);
    response.destroy();
  });

  it('end when their reader leaves', async () => {
    const { response, streamed, written } = await readerOf(new OrderEvents(reader, changes, lasting));
    await expect.poll(() => written.writableNeedDrain).toBe(true);
    response.destroy();
    await streamed;
    expect(written.destroyed).toBe(true);
  });

  it('end at once for a reader who has left before', async () => {
    const events = new OrderEvents(reader, changes, lasting);
    const asked = Promise.withResolvers<ServerResponse>();
    const server = createServer((_, written) => asked.resolve(written));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const asking = get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', agent: false }).on('error', () => undefined);
    const written = await asked.promise;
    asking.destroy();
    await once(written, 'close');
    await events.stream(ctx, order.orderId, undefined, replyTo(written));
    expect(written.writableEnded).toBe(true);
    server.close();
  });
});
