import { setTimeout as sleep } from 'node:timers/promises';
import type { SandboxClient } from '../harness/sandbox-client.js';
import type { AcknowledgedOrder, ErpOrder, ErpStock, Evidence } from './books.js';

const lookEveryMs = 500;

/** People in the ERP who help those orders that are to be helped: they release credit, and goods arrive. */
export class ErpDesk {
  readonly received: Evidence['received'] = [];
  private readonly sandbox: SandboxClient;
  private readonly waiting = new Map<string, AcknowledgedOrder>();

  constructor(sandbox: SandboxClient) {
    this.sandbox = sandbox;
  }

  await(order: AcknowledgedOrder): void {
    if (order.plan.fate === 'released' || order.plan.fate === 'replenished') this.waiting.set(order.orderId, order);
  }

  /** Goes on until `ended` aborts. */
  async run(ended: AbortSignal): Promise<void> {
    while (!ended.aborted) {
      for (const order of [...this.waiting.values()]) {
        // The sandbox may be gone: a look that fails is repeated. A receipt only when it was not booked.
        if (await this.help(order).catch(() => false)) this.waiting.delete(order.orderId);
      }
      await sleep(lookEveryMs);
    }
  }

  private async help({ orderId, plan: { fate, lines } }: AcknowledgedOrder): Promise<boolean> {
    const [order] = (await this.sandbox.booksOf(orderId)).orders as ErpOrder[];
    if (!order) return false;
    if (fate === 'released') {
      if (order.creditStatus === 'B') await this.sandbox.release(order.salesOrder);
      return true;
    }
    for (const [index, { item, quantity }] of lines.entries()) await this.receive({ item, quantity, plant: order.lines[index]?.plant ?? '' });
    return true;
  }

  private async receive(goods: Evidence['received'][number]): Promise<void> {
    const { item, plant, quantity } = goods;
    const before = await this.onHand(goods);
    await this.sandbox.receive(item, plant, String(quantity)).catch(async (error: unknown) => {
      // An answer that broke off. Goods only leave meanwhile: more on hand than before says that it was booked.
      if ((await this.untilOnHand(goods)) <= before) throw error;
    });
    this.received.push(goods);
  }

  private async onHand({ item, plant }: Evidence['received'][number]): Promise<number> {
    const levels = (await this.sandbox.stock(item)) as ErpStock[];
    return Number(levels.find((level) => level.plant === plant)?.onHand);
  }

  private async untilOnHand(goods: Evidence['received'][number]): Promise<number> {
    for (;;) {
      const found = await this.onHand(goods).catch(() => undefined);
      if (found !== undefined) return found;
      await sleep(lookEveryMs);
    }
  }
}
