import { setTimeout as sleep } from 'node:timers/promises';
import type { SandboxClient } from '../harness/sandbox-client.js';
import type { AcknowledgedOrder, ErpOrder, ErpReturn, ErpStock, Evidence } from './books.js';
import type { Fate } from './plan.js';

const lookEveryMs = 500;

const helped: ReadonlySet<Fate> = new Set<Fate>(['released', 'replenished', 'returned']);

/** People in the ERP who do what is to be done by others: they release credit, goods arrive, and goods come back. */
export class ErpDesk {
  readonly received: Evidence['received'] = [];
  private readonly sandbox: SandboxClient;
  private readonly waiting = new Map<string, AcknowledgedOrder>();

  constructor(sandbox: SandboxClient) {
    this.sandbox = sandbox;
  }

  await(order: AcknowledgedOrder): void {
    if (helped.has(order.plan.fate)) this.waiting.set(order.orderId, order);
  }

  /** Whether nobody waits for them any more. */
  get isIdle(): boolean {
    return this.waiting.size === 0;
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
    if (fate === 'returned') return order.state === 'paid' && (await this.takeBack(order));
    for (const [index, { item, quantity }] of lines.entries()) await this.receive({ item, quantity, plant: order.lines[index]?.plant ?? '' });
    return true;
  }

  /** An answer that broke off is followed by another look: what was entered is not entered again. */
  private async takeBack({ salesOrder, lines }: ErpOrder): Promise<boolean> {
    const [entered] = (await this.sandbox.returnsOf(salesOrder)) as ErpReturn[];
    const id = entered?.return ?? (await this.sandbox.takeBack(salesOrder, lines.map(({ item, issued }) => ({ item, quantity: issued }))));
    if (!entered?.receipt) await this.sandbox.receiveReturn(id);
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
