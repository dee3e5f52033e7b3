import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { Order, TimelineEntry } from '#canonical';
import { OrderChanges, OrderReader } from '#read-models';

const heartbeatAfter = 7;
const ended: ReadonlySet<Order['status']> = new Set(['closed', 'cancelled', 'rejected']);

/** An order's timeline as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
@Injectable()
export class OrderEvents {
  constructor(
    private readonly reader: OrderReader,
    private readonly changes: OrderChanges,
  ) {}

  /** Writes what is new after `lastEventId`, and whatever comes, until the client leaves or the order is over. */
  async stream(orderId: string, lastEventId: string | undefined, response: Response): Promise<void> {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    let last = /^\d{1,18}$/.test(lastEventId ?? '') ? BigInt(lastEventId ?? 0) : 0n;
    let seen = await this.look(orderId, last);
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    for (let quiet = 0; ; ) {
      for (const entry of seen.entries) response.write(`id: ${entry.id}\nevent: timeline\ndata: ${JSON.stringify(entry)}\n\n`);
      if (seen.entries.length > 0) response.write(`event: order\ndata: ${JSON.stringify(seen.order)}\n\n`);
      last = BigInt(seen.entries.at(-1)?.id ?? last);
      if (ended.has(seen.order.status) || gone.signal.aborted) break;
      const waiting = this.changes.next(orderId, gone.signal);
      await waiting;
      if (gone.signal.aborted) break;
      seen = await this.look(orderId, last);
      quiet = seen.entries.length > 0 ? 0 : quiet + 1;
      if (quiet % heartbeatAfter === heartbeatAfter - 1) response.write(': still here\n\n');
    }
    response.end();
  }

  private async look(orderId: string, after: bigint): Promise<{ order: Order; entries: TimelineEntry[] }> {
    const [{ order }, timeline] = await Promise.all([this.reader.order(orderId), this.reader.timeline(orderId)]);
    return { order, entries: timeline.filter(({ id }) => BigInt(id) > after) };
  }
}
