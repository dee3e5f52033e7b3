import { IsOptional } from 'class-validator';
import { StrataError, type Capabilities, type Customer, type SalesOrder } from '#canonical';
import type { ConnectorPackage, CrmConnector, ErpConnector } from '#connector-kit';
import { CrmApi, ErpApi, operationsOf, type AbstractClass } from '#contracts';
import { ownerOf, type Owner } from './owners.fixture.js';

const eur = (amount: string) => ({ amount, currency: 'EUR' });
const sums = { net: eur('30.00'), tax: eur('6.00'), total: eur('36.00') };
const systemId = 'north';

/** In words that are this system's own, and carry what was asked for. */
const unknown = (what: string) => new StrataError('not-found', `Beleg ${what} unbekannt (PK 404)`);

function known(id: unknown): Owner {
  const owner = ownerOf(String(id));
  if (!owner) throw unknown(String(id));
  return owner;
}
const some = <T>(id: unknown, of: (owner: Owner) => T): T[] => {
  const owner = ownerOf(String(id));
  return owner ? [of(owner)] : [];
};

const customer = ({ key, title }: Owner): Customer => ({ id: key, systemId, name: title, address: { country: 'NL' }, shipTos: [{ id: `${key}-dock`, name: `${title} dock`, address: { country: 'NL' } }], salesAreas: [{ id: '1010-10-00', currency: 'EUR' }], blocks: [] });
const salesOrder = ({ key, salesOrderId, orderId, purchaseOrderNumber }: Owner) => ({ id: salesOrderId, systemId, customerId: key, reference: orderId, purchaseOrderNumber, status: 'open', ...sums, lines: [], blocks: [], version: '1' }) as unknown as SalesOrder;
const invoice = ({ key, invoiceKey }: Owner) => ({ id: invoiceKey, systemId, customerId: key, number: invoiceKey, type: 'invoice', status: 'posted', cleared: false, ...sums, lines: [], payments: [], version: '1' });
const quote = ({ key, quoteKey, orderId }: Owner) => ({ id: quoteKey, systemId, customerId: key, reference: orderId, status: 'open', ...sums, lines: [], version: '1' });
const credit = ({ key }: Owner) => ({ customerId: key, limit: eur('100.00'), used: eur('36.00'), blocked: false });
const item = { id: 'BOLT', systemId, name: 'Bolt', unit: 'C62', unitScale: 0, units: [], sellable: true };

type Asked = Record<string, unknown> & { draft?: { customerId: string } };

/** What of an ERP is about somebody. Everything else answers that it was done. */
const erpOperations: Record<string, (args: Asked) => unknown> = {
  findCustomers: ({ query = '' }) => ({ items: [known('anna'), known('bert')].map(customer).filter(({ name, id }) => `${name} ${id}`.toLowerCase().includes(String(query).toLowerCase())) }),
  readCustomer: ({ customerId }) => customer(known(customerId)),
  readCredit: ({ customerId }) => credit(known(customerId)),
  readCustomerPosition: ({ customerId }) => ({ credit: credit(known(customerId)), openOrders: [salesOrder(known(customerId))] }),
  readDunning: ({ customerId }) => ({ customerId: known(customerId).key, level: 0, paused: false }),
  pauseDunning: ({ customerId }) => ({ customerId: known(customerId).key, level: 0, paused: true }),
  resumeDunning: ({ customerId }) => ({ customerId: known(customerId).key, level: 0, paused: false }),
  findItems: () => ({ items: [item] }),
  readItems: () => [item],
  priceItems: ({ customerId }) => [{ itemId: 'BOLT', unitPrice: eur('10.00'), unit: 'C62', customer: known(customerId).key }],
  checkAvailability: () => [{ itemId: 'BOLT', available: { value: '120', unit: 'C62' }, on: '2026-12-01' }],
  simulateSalesOrder: ({ draft }) => ({ ...sums, credit: 'approved', lines: [], for: known(draft?.customerId).key }),
  createSalesOrder: ({ draft }) => salesOrder(known(draft?.customerId)),
  findSalesOrders: ({ reference }) => some(reference, salesOrder),
  readSalesOrder: ({ salesOrderId }) => salesOrder(known(salesOrderId)),
  findInvoices: ({ salesOrderId }) => some(salesOrderId, invoice),
  readInvoices: ({ invoiceIds }) => (invoiceIds as string[]).flatMap((id) => some(id, invoice)),
  readInvoicePdf: ({ invoiceId }) => ({ fileName: `${known(invoiceId).invoiceKey}.pdf`, content: Buffer.from('%PDF-1.4').toString('base64') }),
  createQuote: ({ draft }) => quote(known(draft?.customerId)),
  findQuotes: ({ reference }) => some(reference, quote),
  readQuote: ({ quoteId }) => quote(known(quoteId)),
  changes: () => ({ documents: [], cursor: '1', more: false }),
  listSalesOrders: () => ({ items: [known('anna'), known('bert')].map(salesOrder) }),
};

const crmOperations: Record<string, (args: Asked) => unknown> = {
  findAccounts: () => ({ items: [] }),
  readAccountOverview: ({ erpCustomerId }) => ({ account: { id: `acc-${known(erpCustomerId).key}`, systemId: 'sales', name: known(erpCustomerId).title }, contacts: [], opportunities: [] }),
  findContacts: () => [],
  changes: () => ({ documents: [], cursor: '1', more: false }),
};

class PaperSettings {
  @IsOptional()
  paper?: string;
}

function paper<C>(kind: 'erp' | 'crm', api: AbstractClass, own: Record<string, (args: Asked) => unknown>): ConnectorPackage<C> {
  const names = operationsOf(api).filter(({ name }) => !['systems', 'systemHealth', 'capabilities'].includes(name));
  const operations: Capabilities = Object.fromEntries(names.map(({ name, safe }) => [name, { mode: 'command' as const, safe }]));
  const made = Object.fromEntries(names.map(({ name }) => [name, async (_: unknown, args: Asked) => (own[name] ?? (() => ({ done: true })))(args)]));
  return {
    manifest: { id: 'paper', kind, product: 'Paper', versions: ['1'], operations },
    Settings: PaperSettings,
    create: () => ({ ...made, close: async () => undefined }) as C,
  };
}

/** An ERP and a CRM that know two customers, and answer at once. */
export const paperErp = paper<ErpConnector>('erp', ErpApi, erpOperations);
export const paperCrm = paper<CrmConnector>('crm', CrmApi, crmOperations);
