import { randomUUID } from 'node:crypto';
import { SandboxClient } from '../test/harness/sandbox-client.js';
import type { WebClient } from '../test/harness/web-client.js';
import type { BareOrder } from './bare/bare-order.js';
import type { Product } from './started-product.js';

/** Few of each, so that the door's reads are answered from its cache, as with any customer who is browsing. */
const customersPerGroup = 4;
const itemsUsed = 4;

/** Orders of `held` customers are taken by the ERP and wait there for a release; those of the others go on to delivery. */
export type CustomerGroup = 'held' | 'free';

interface Customer {
  customerId: string;
  number: string;
  salesAreas: { id: string }[];
  blocks: unknown[];
}

interface Item {
  itemId: string;
  number: string;
  unit: string;
  sellable: boolean;
}

/** Orders of one piece each, over a few customers and items, for both sides alike. */
export class OrderBook {
  private placed = 0;
  private readonly groups: Record<CustomerGroup, Customer[]>;
  private readonly items: Item[];

  private constructor(groups: Record<CustomerGroup, Customer[]>, items: Item[]) {
    this.groups = groups;
    this.items = items;
  }

  /**
   * @param billing whether the ERP bills and is paid by itself
   * @param customers how many there are of the free ones, at most 46
   */
  static async open({ web, sandboxUrl }: Product, { billing = false, customers = customersPerGroup } = {}): Promise<OrderBook> {
    const sandbox = new SandboxClient(sandboxUrl);
    await sandbox.automatic({ autoBill: billing, autoPay: billing });
    const all = await page<Customer>(web, '/web/v1/customers?limit=50');
    const plain = all.filter(({ salesAreas, blocks }) => salesAreas.length === 1 && blocks.length === 0);
    const items = (await page<Item>(web, '/web/v1/items?limit=20')).filter(({ sellable, unit }) => sellable && unit === 'C62');
    const held = plain.slice(0, customersPerGroup);
    for (const { number } of held) await sandbox.changeCustomer(number, { deliveryBlock: '01' });
    return new OrderBook({ held, free: plain.slice(customersPerGroup, customersPerGroup + customers) }, items.slice(0, itemsUsed));
  }

  /** How many customers a group has, and how many pairs of one of them and an item. */
  sizeOf(kind: CustomerGroup): { customers: number; pairs: number } {
    const customers = this.groups[kind].length;
    return { customers, pairs: customers * this.items.length };
  }

  web(kind: CustomerGroup): object {
    const { customer, item, purchaseOrderNumber } = this.next(kind);
    return { customerId: customer.customerId, purchaseOrderNumber, lines: [{ itemId: item.itemId, quantity: '1' }] };
  }

  bare(kind: CustomerGroup): BareOrder {
    const { customer, item, purchaseOrderNumber } = this.next(kind);
    const [salesOrganization = '', channel = '', division = ''] = customer.salesAreas[0]?.id.split('-') ?? [];
    return {
      salesOrganization,
      channel,
      division,
      customer: customer.number.padStart(10, '0'),
      purchaseOrder: purchaseOrderNumber,
      reference: randomUUID().replaceAll('-', ''),
      material: item.number.padStart(18, '0'),
      quantity: '1',
      unit: 'PC',
    };
  }

  /** Customers in turns, and with each round of them another item. */
  private next(kind: CustomerGroup): { customer: Customer; item: Item; purchaseOrderNumber: string } {
    const number = this.placed;
    this.placed += 1;
    const customers = this.groups[kind];
    const customer = customers[number % customers.length];
    const item = this.items[Math.floor(number / customers.length) % this.items.length];
    if (!customer || !item) throw new Error('the sandbox has too few customers or items for the benchmark');
    return { customer, item, purchaseOrderNumber: `BENCH-${number}` };
  }
}

async function page<T>(web: WebClient, path: string): Promise<T[]> {
  return (await web.get<{ items: T[] }>(path)).body.items;
}
