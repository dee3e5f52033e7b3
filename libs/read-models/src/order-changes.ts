import { EventEmitter, once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { Client } from 'pg';
import { orderChannel } from './order-projection.js';

/** How long a listener waits at most before it looks by itself: what a lost notification costs. */
const pollMs = 2_000;
const reconnectMs = 1_000;

/** Tells when an order changed: LISTEN on one connection for the whole process, and a poll beside it. */
export class OrderChanges {
  private readonly changed = new EventEmitter().setMaxListeners(0);
  private client: Client | undefined;
  private stopped = false;

  constructor(private readonly databaseUrl: string) {}

  /** Listens, and goes on by itself when the connection breaks: until then readers poll. */
  async start(): Promise<void> {
    const client = new Client({ connectionString: this.databaseUrl, application_name: 'strata-listen' });
    client.on('notification', ({ payload }) => this.changed.emit(payload ?? ''));
    client.on('error', () => void this.restart());
    this.client = client;
    await client.connect();
    await client.query(`LISTEN ${orderChannel}`);
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
    this.stopped = true;
    await this.client?.end();
  }

  private async restart(): Promise<void> {
    await setTimeout(reconnectMs);
    if (!this.stopped) await this.start().catch(() => this.restart());
  }
}
