import { once } from 'node:events';
import type { OutgoingHttpHeaders } from 'node:http';
import { finished } from 'node:stream';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { CallContext, DataScope, Order, TimelineEntry } from '#canonical';
import { LastingAnswers } from '#edge';
import { OrderChanges, OrderReader } from '#read-models';

const heartbeatAfter = 7;
/** A browser whose connection broke comes again after so many ms, with the id of what it saw last. */
const comeAgainAfterMs = 2_000;
const ended: ReadonlySet<Order['status']> = new Set(['closed', 'cancelled', 'rejected']);

/** An order's timeline as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
@Injectable()
export class OrderEvents implements OnModuleDestroy {
  private readonly stopping = new AbortController();

  constructor(
    private readonly reader: OrderReader,
    private readonly changes: OrderChanges,
    private readonly lasting: LastingAnswers,
  ) {}

  /** Streams end with the process: a server closes when its connections have. */
  onModuleDestroy(): void {
    this.stopping.abort();
  }

  /** Writes what is new after `lastEventId`, and whatever comes, until the client leaves, is let in no more, or the order is over. */
  async stream({ principal: { dataScope } }: CallContext, orderId: string, lastEventId: string | undefined, reply: FastifyReply): Promise<void> {
    const response = reply.raw;
    const left = new AbortController();
    // Also of one who has left before.
    finished(response, () => left.abort());
    const gone = AbortSignal.any([left.signal, this.stopping.signal, this.lasting.untilRefused(reply.request, left.signal)]);
    let last = /^\d{1,18}$/.test(lastEventId ?? '') ? BigInt(lastEventId ?? 0) : 0n;
    let seen = await this.look(orderId, dataScope, last);
    // The end of a stream makes an EventSource come again; 204 tells it that nothing will come any more.
    if (last > 0n && ended.has(seen.order.status) && seen.entries.length === 0) {
      void reply.code(204).send();
      return;
    }
    reply.hijack();
    response.writeHead(200, { ...(reply.getHeaders() as OutgoingHttpHeaders), 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    response.write(`retry: ${comeAgainAfterMs}\n\n`);
    for (let [quiet, told] = [0, -1]; ; ) {
      for (const entry of seen.entries) response.write(`id: ${entry.id}\nevent: timeline\ndata: ${JSON.stringify(entry)}\n\n`);
      // A browser that has come again knows the order as it was: it is told the order as it is now, whatever the timeline says.
      if (seen.order.sequence > told) response.write(`event: order\ndata: ${JSON.stringify(seen.order)}\n\n`);
      told = seen.order.sequence;
      last = BigInt(seen.entries.at(-1)?.id ?? last);
      // Rejects when nobody waits for it any more, which is looked at next.
      if (response.writableNeedDrain) await once(response, 'drain', { signal: gone }).catch(() => undefined);
      if (ended.has(seen.order.status) || gone.aborted || reply.request.method === 'HEAD') break;
      const waiting = this.changes.next(orderId, gone);
      await waiting;
      if (gone.aborted) break;
      seen = await this.look(orderId, dataScope, last);
      quiet = seen.entries.length > 0 ? 0 : quiet + 1;
      if (quiet % heartbeatAfter === heartbeatAfter - 1) response.write(': still here\n\n');
    }
    // Who takes nothing would not take the end either, and keep the process from ending.
    if (response.writableNeedDrain) response.destroy();
    else response.end();
  }

  private async look(orderId: string, scope: DataScope | undefined, after: bigint): Promise<{ order: Order; entries: TimelineEntry[] }> {
    const [{ order }, entries] = await Promise.all([this.reader.order(orderId, scope), this.reader.timeline(orderId, scope, after)]);
    return { order, entries };
  }
}
