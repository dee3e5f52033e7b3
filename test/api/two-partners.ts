import type { RunningStrata } from '../harness/running-strata.js';
import { WebClient } from '../harness/web-client.js';

/** What a partner has, by the names under which operations ask for it. */
export interface Belongings {
  orderId: string;
  customerId: string;
  /** In the ERP. */
  customerKey: string;
  invoiceId: string;
  salesOrderKey: string;
  deliveryKey: string;
  invoiceKey: string;
  itemId: string;
  itemKey: string;
  /** Every id, number and name that tells of them. */
  ids: string[];
}

const keyOf = (publicId: string) => Buffer.from(publicId, 'base64url').toString('utf8').split('\0')[1]!;

/** Places an order as a partner, follows it until it is paid, and notes all ids of it. @param name of a client of the demo */
export async function belongingsOf(strata: RunningStrata, name: string): Promise<Belongings> {
  const web = new WebClient(strata.baseUrl, strata.as(name));
  const [customer] = (await web.found('/web/v1/customers')).items;
  const [{ itemId }] = (await web.get('/web/v1/items?query=TG0001')).body.items;
  const placed = await web.order({ customerId: customer.customerId, purchaseOrderNumber: `PO-${crypto.randomUUID().slice(0, 8)}`, lines: [{ itemId, quantity: '1' }] });
  const order = await web.reaches(placed.orderId, 'paid');
  const told = await Promise.all([`/web/v1/customers/${customer.customerId}/overview`, ...['', '/timeline', '/page'].map((part) => `/web/v1/orders/${order.orderId}${part}`)].map(async (path) => (await web.get(path)).body as unknown));
  const reference = (type: string) => order.references.find((each) => each.type === type)!.id;
  const page = told[3] as { documents: { invoices: { invoiceId: string }[] } };
  return {
    orderId: order.orderId,
    customerId: customer.customerId,
    customerKey: keyOf(customer.customerId),
    invoiceId: page.documents.invoices[0]!.invoiceId,
    salesOrderKey: reference('sales-order'),
    deliveryKey: reference('delivery'),
    invoiceKey: reference('invoice'),
    itemId,
    itemKey: keyOf(itemId),
    ids: [...new Set([keyOf(customer.customerId), ...idsIn([customer, ...told])])],
  };
}

/** Shorter ones are numbers of entries, which everybody has. */
const shortest = 4;

/** Texts that stand under a name such as orderId, id, number or name. */
export function idsIn(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, value]) => (typeof value === 'string' ? (value.length >= shortest && /(^|[a-z])(id|Id|number|Number|name)$/.test(name) ? [value] : []) : idsIn(value)));
}
