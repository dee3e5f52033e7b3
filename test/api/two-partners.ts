import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
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
  const customers = customersOf(name);
  const customerId = customers[0]!;
  const [{ itemId }] = (await web.get('/web/v1/items?query=TG0001')).body.items;
  const placed = await web.order({ customerId, purchaseOrderNumber: `PO-${crypto.randomUUID().slice(0, 8)}`, lines: [{ itemId, quantity: '1' }] });
  const order = await web.reaches(placed.orderId, 'paid');
  const told = await Promise.all(['', '/timeline', '/page'].map((part) => web.found<unknown>(`/web/v1/orders/${order.orderId}${part}`)));
  const known = await Promise.all(customers.map((each) => customerIds(strata, web, each)));
  const reference = (type: string) => order.references.find((each) => each.type === type)!.id;
  const page = told[2] as { documents: { invoices: { invoiceId: string }[] } };
  return {
    orderId: order.orderId,
    customerId,
    customerKey: keyOf(customerId),
    invoiceId: page.documents.invoices[0]!.invoiceId,
    salesOrderKey: reference('sales-order'),
    deliveryKey: reference('delivery'),
    invoiceKey: reference('invoice'),
    itemId,
    itemKey: keyOf(itemId),
    ids: [...new Set([...known.flat(), ...idsIn(told)])],
  };
}

/** Public ids of a partner's customers, by the demo's configuration: were they asked for, a platform that tells of others' would decide what is watched. */
function customersOf(name: string): string[] {
  const { identity } = parse(readFileSync(resolve(import.meta.dirname, '../../strata.config.yaml'), 'utf8')) as { identity: { clients: { id: string; customers?: string[] }[] } };
  return identity.clients.find(({ id }) => id === name)!.customers!;
}

/** A customer's in the ERP and in the CRM, and those of its contacts and opportunities: by what the web says of it, and each system itself. */
async function customerIds(strata: RunningStrata, web: WebClient, customerId: string): Promise<string[]> {
  const key = keyOf(customerId);
  const [erp, crm] = ['erp', 'crm'].map((client) => new WebClient(strata.baseUrl, strata.as(client))) as [WebClient, WebClient];
  const [overview, master, account] = await Promise.all([
    web.found<unknown>(`/web/v1/customers/${customerId}/overview`),
    erp.found<unknown>(`/erp/v1/systems/sandbox/customers/${key}`),
    crm.found<unknown>(`/crm/v1/systems/sandbox-crm/account-overviews/${key}`),
  ]);
  return [customerId, key, ...idsIn([overview, master, account])];
}

/** Shorter ones are numbers of entries, which everybody has. */
const shortest = 4;

/** Texts that stand under a name such as orderId, id, number or name. */
export function idsIn(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, value]) => (typeof value === 'string' ? (value.length >= shortest && /(^|[a-z])(id|Id|number|Number|name)$/.test(name) ? [value] : []) : idsIn(value)));
}
