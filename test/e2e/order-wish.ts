import { randomUUID } from 'node:crypto';
import type { OrderRequest } from '#contracts';
import type { WebClient } from '../harness/web.client.js';

/** Ordinary customers and items of the sandbox, and those that are special (see its README). */
export const customers = {
  austrian: '1000001',
  american: '1000002',
  /** Buys in two sales areas. */
  inTwoAreas: '1000061',
  /** The ERP takes no order of theirs. */
  blockedForOrders: '1000077',
  /** The ERP ships nothing to them. */
  blockedForDelivery: '1000081',
  /** Every order is over their credit limit of nothing. */
  withoutCredit: '1000091',
} as const;

export const items = {
  bolt: 'TG0001',
  pump: 'TG0004',
  /** Sold by the kilogram, with three decimals. */
  coffee: 'TG0126',
  /** Sold in the American sales organisation only. */
  americanOnly: 'TG0171',
} as const;

export interface Wish {
  customer: string;
  lines: { item: string; quantity: string }[];
}

/** Three bolts of an ordinary customer. */
export const threeBolts: Wish = { customer: customers.austrian, lines: [{ item: items.bolt, quantity: '3' }] };

/** A wish in public ids, found as a person finds them: by searching. */
export async function requestOf(web: WebClient, { customer, lines }: Wish): Promise<OrderRequest> {
  const [{ customerId }, ...found] = await Promise.all([web.customer(customer), ...lines.map(({ item }) => web.item(item))]);
  return {
    customerId,
    purchaseOrderNumber: `PO-${randomUUID().slice(0, 8)}`,
    lines: lines.map(({ quantity }, index) => ({ itemId: found[index]?.itemId ?? '', quantity })),
  };
}
