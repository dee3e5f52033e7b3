import { setTimeout as sleep } from 'node:timers/promises';
import type { OrderBody, WebClient } from '../harness/web-client.js';

const againAfterMs = 100;
const givenUpAfterMs = 120_000;

export interface Acknowledged {
  orderId: string;
  /** From the first try to the 202, in ms. */
  tookMs: number;
}

/** Front ends that repeat with the same Idempotency-Key when a connection breaks or the answer is 5xx. */
export class OrderClients {
  readonly acknowledged: Acknowledged[] = [];
  /** Tries that broke, by what they broke with. */
  readonly broken = new Map<string, number>();

  constructor(
    private readonly web: WebClient,
    private readonly clients: number,
  ) {}

  /** Places the orders, as many at once as there are clients. */
  async place(orders: OrderBody[]): Promise<void> {
    const waiting = [...orders];
    const client = async () => {
      for (let order = waiting.shift(); order; order = waiting.shift()) this.acknowledged.push(await this.placeOne(order));
    };
    await Promise.all(Array.from({ length: this.clients }, client));
  }

  private async placeOne(order: OrderBody): Promise<Acknowledged> {
    const began = Date.now();
    const headers = { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() };
    for (;;) {
      const { status, text } = await this.web
        .fetch('/web/v1/orders', { method: 'POST', headers, body: JSON.stringify(order) })
        .then(async (answer) => ({ status: answer.status, text: await answer.text() }))
        .catch((error: Error) => ({ status: 0, text: (error.cause as { code?: string } | undefined)?.code ?? error.message }));
      if (status === 202) return { orderId: (JSON.parse(text) as { orderId: string }).orderId, tookMs: Date.now() - began };
      if (status > 0 && status < 500) throw new Error(`the order was answered ${status}: ${text}`);
      if (Date.now() - began > givenUpAfterMs) throw new Error(`no answer within ${givenUpAfterMs / 1000} s, the last was ${status} ${text}`);
      const cause = status === 0 ? text : String(status);
      this.broken.set(cause, (this.broken.get(cause) ?? 0) + 1);
      await sleep(againAfterMs);
    }
  }
}
