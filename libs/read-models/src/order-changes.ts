import { EventEmitter, once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { Client } from 'pg';
import { orderChannel } from './order-projection.js';

export interface OrderChangesTiming {
  /** How long a listener waits at most, in ms, before it looks by itself: what a lost notification costs. */
  pollMs: number;
  reconnectMs: number;
}

/** Tells when an order changed: LISTEN on one connection for the whole process, and a poll beside it. */
export class OrderChanges {
  private readonly changed = new EventEmitter().setMaxListeners(0);
  private client: Client | undefined;
  private stopped = false;

  constructor(
    private readonly databaseUrl: string,
    private readonly timing: OrderChangesTiming = { pollMs: 2_000, reconnectMs: 1_000 },
  ) {}

  /** Listens, and goes on by itself when the connection breaks: until then readers poll. */
  async start(): Promise<void> {
    const client = new Client({ connectionString: this.databaseUrl, application_name: 'strata-listen' });
    client.on('notification', ({ payload }) => this.changed.emit(changeOf(payload ?? '')));
    client.on('error', () => this.lost(client));
    try {
      await client.connect();
      await client.query(`LISTEN ${orderChannel}`);
    } catch (error) {
      await client.end();
      throw error;
    }
    this.client = client;
    if (this.stopped) await client.end();
  }

  /** Resolves when the order changed, when it is time to look anyway, or when `signal` aborts. */
  async next(orderId: string, signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    const either = AbortSignal.any([signal, over.signal]);
    const quietly = (waiting: Promise<unknown>) => waiting.catch((error: unknown) => (either.aborted ? undefined : Promise.reject(error)));
    try {
      await Promise.race([quietly(once(this.changed, changeOf(orderId), { signal: either })), quietly(setTimeout(this.timing.pollMs, undefined, { signal: either }))]);
    } finally {
      over.abort();
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.client?.end();
  }

  /** A connection may say twice that it broke, and one that never listened is its maker's business. */
  private lost(client: Client): void {
    if (client !== this.client) return;
    this.client = undefined;
    void this.restart();
  }

  private async restart(): Promise<void> {
    await setTimeout(this.timing.reconnectMs);
    if (!this.stopped) await this.start().catch(() => this.restart());
  }
}

/** The event of an order. Whoever may use the database can notify, and an event that is called `error` would end the process. */
const changeOf = (orderId: string): string => `order ${orderId}`;
