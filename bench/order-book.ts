import { randomUUID } from 'node:crypto';
import { request } from 'undici';
import type { BareOrder } from './bare/sandbox-calls.js';
import type { Product } from './started-product.js';

/** Few of each, so that the door's reads are answered from its cache, as with any customer who is browsing. */
const customersPerGroup = 4;
const itemsUsed = 4;

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
  private readonly groups: { held: Customer[]; free: Customer[] };
  private readonly items: Item[];

  private constructor(groups: { held: Customer[]; free: Customer[] }, items: Item[]) {
    this.groups = groups;
    this.items = items;
  }

  /** Orders of `held` customers are taken by the ERP and wait there for a release; those of the others go on to delivery. */
  static async open({ baseUrl, sandboxUrl }: Product): Promise<OrderBook> {
    await control(sandboxUrl, 'faults', { autoBill: false, autoPay: false });
    const customers = await page<Customer>(`${baseUrl}/web/v1/customers?limit=50`);
    const plain = customers.filter(({ salesAreas, blocks }) => salesAreas.length === 1 && blocks.length === 0);
    const items = (await page<Item>(`${baseUrl}/web/v1/items?limit=20`)).filter(({ sellable, unit }) => sellable && unit === 'C62');
    const held = plain.slice(0, customersPerGroup);
    for (const { number } of held) await control(sandboxUrl, `customers/${number}`, { deliveryBlock: '01' });
    return new OrderBook({ held, free: plain.slice(customersPerGroup, 2 * customersPerGroup) }, items.slice(0, itemsUsed));
  }

  web(kind: 'held' | 'free'): object {
    const { customer, item, purchaseOrderNumber } = this.next(this.groups[kind]);
    return { customerId: customer.customerId, purchaseOrderNumber, lines: [{ itemId: item.itemId, quantity: '1' }] };
  }

  bare(): BareOrder {
    const { customer, item, purchaseOrderNumber } = this.next(this.groups.held);
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

  private next(customers: Customer[]): { customer: Customer; item: Item; purchaseOrderNumber: string } {
    const number = this.placed;
    this.placed += 1;
    const customer = customers[number % customers.length];
    const item = this.items[number % this.items.length];
    if (!customer || !item) throw new Error('the sandbox has too few customers or items for the benchmark');
    return { customer, item, purchaseOrderNumber: `BENCH-${number}` };
  }
}

async function page<T>(url: string): Promise<T[]> {
  const { body } = await request(url);
  return ((await body.json()) as { items: T[] }).items;
}

async function control(sandboxUrl: string, path: string, change: object): Promise<void> {
  const { statusCode, body } = await request(`${sandboxUrl}/control/v1/${path}`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(change) });
  const text = await body.text();
  if (statusCode >= 300) throw new Error(`the sandbox answered ${statusCode} to ${path}: ${text}`);
}
