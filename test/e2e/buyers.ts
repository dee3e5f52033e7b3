import { expect } from 'vitest';
import type { OrderBody } from '../harness/web-client.js';
import type { StrataContext } from './strata-context.js';

/** Customers of the sandbox, each for one purpose, so that cases do not meet. */
export const buyers = {
  ordinary: '1000001',
  streaming: '1000003',
  /** Whose screen no other case asks for: nothing is known of it when the CRM goes. */
  overview: '1000061',
  onScreens: '1000005',
  careless: '1000007',
  repeating: '1000009',
  withoutCrm: '1000011',
  duringOutage: '1000013',
  neverSeen: '1000015',
  neverSeenEither: '1000017',
  unlucky: '1000019',
  late: '1000021',
  /** And the next seven with an odd number. */
  crashing: '1000023',
  eager: '1000065',
  easyGoing: '1000039',
  atTheDesk: '1000043',
  inTwoCurrencies: '1000069',
  billedTogether: '1000041',
  servedByClerk: '1000045',
  lookedFor: '1000047',
  onThePhone: '1000057',
  neverSeenOnThePhone: '1000059',
  reminded: '1000049',
  analysed: '1000059',
  objecting: '1000051',
  payingInParts: '1000055',
  payingForOthers: '1000053',
  blocked: '1000077',
  notShippedTo: '1000081',
  withoutCredit: '1000092',
  withoutCrmOrCredit: '1000093',
} as const;

/** Items of the sandbox. */
export const items = { bolt: 'TG0001', coffee: 'TG0126', second: 'TG0002', third: 'TG0004', neverSeen: 'TG0013', outOfStock: 'TG0161', soldElsewhere: 'TG0171' } as const;

/** An order by numbers, as a front end puts it together from what it found. */
export async function orderOf({ web }: Pick<StrataContext, 'web'>, customer: string, lines: [item: string, quantity: string][], more: Record<string, unknown> = {}): Promise<OrderBody> {
  const { customerId } = await web.customer(customer);
  const found = await Promise.all(lines.map(([item]) => web.item(item)));
  return {
    customerId,
    purchaseOrderNumber: `PO-${crypto.randomUUID().slice(0, 8)}`,
    lines: lines.map(([, quantity], index) => ({ itemId: found[index].itemId, quantity })),
    ...more,
  };
}

/** The ERP's own books hold the order once, delivered, invoiced and paid once, in full. */
export async function expectCashOnce({ sandbox }: StrataContext, orderId: string): Promise<void> {
  const { orders, deliveries, invoices, payments } = await sandbox.booksOf(orderId);
  const counts = { orders: orders.length, deliveries: deliveries.length, invoices: invoices.length, payments: payments.length };
  expect({ orderId, ...counts }).toEqual({ orderId, orders: 1, deliveries: 1, invoices: 1, payments: 1 });
  expect(orders).toMatchObject([{ state: 'paid' }]);
  expect(invoices).toMatchObject([{ cleared: true, gross: orders[0]?.gross }]);
  expect(payments).toMatchObject([{ invoices: [{ invoice: invoices[0]?.invoice }] }]);
}
