import { EventEmitter, once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import createSubscriber, { type Subscriber } from 'pg-listen';
import { orderChannel } from './order-projection.js';

/** How long a listener waits at most before it looks by itself: what a lost notification costs. */
const pollMs = 2_000;

/** Tells when an order changed: LISTEN on one connection for the whole process, and a poll beside it. */
export class OrderChanges {
  private readonly changed = new EventEmitter().setMaxListeners(0);
  private subscriber: Subscriber | undefined;

  constructor(private readonly databaseUrl: string) {}

  async start(): Promise<void> {
    this.subscriber = createSubscriber({ connectionString: this.databaseUrl }, { retryTimeout: Infinity, parse: (text: string) => text, serialize: String });
    this.subscriber.notifications.on(orderChannel, (orderId: string) => this.changed.emit(orderId));
    await this.subscriber.connect();
    await this.subscriber.listenTo(orderChannel);
  }

  /** Resolves when the order changed, when it is time to look anyway, or when `signal` aborts. */
  async next(orderId: string, signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    const either = AbortSignal.any([signal, over.signal]);
    const quietly = (waiting: Promise<unknown>) => waiting.catch((error: unknown) => (either.aborted ? undefined : Promise.reject(error)));
    try {
      await Promise.race([quietly(once(this.changed, orderId, { signal: either })), quietly(setTimeout(pollMs, undefined, { signal: either }))]);
    } finally {
      over.abort();
    }
  }

  async stop(): Promise<void> {
    await this.subscriber?.close();
  }
}
