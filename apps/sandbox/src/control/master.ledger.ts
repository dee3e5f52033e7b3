import type { Erp } from '../erp/erp.js';
import type { Customer } from '../erp/master-data/customer.seed.js';
import { companiesOf, dunningOf } from '../erp/receivables/dunning.js';
import { amountText, quantityText } from '../erp/measure.js';
import { pageOf, type LedgerPage, type LedgerQuery } from './ledger.page.js';

/** Stock per product and plant. `reference` looks for a part of the number or the description. */
export function stockLedger(erp: Erp, query: LedgerQuery): LedgerPage<object> {
  const wanted = query.reference?.toLowerCase();
  const levels = erp.stock.levels().filter(({ product, plant }) => {
    const found = wanted === undefined || `${product} ${erp.masterData.product(product)?.description}`.toLowerCase().includes(wanted);
    return found && (query.cursor === undefined || `${product}@${plant}` > query.cursor);
  });
  return pageOf(levels.slice(0, query.limit + 1), query.limit, ({ product, plant }) => `${product}@${plant}`, ({ product, plant, on_hand, committed }) => {
    const master = erp.masterData.product(product)!;
    const quantity = (value: number) => quantityText(value, master.baseUnit);
    return {
      item: product,
      description: master.description,
      plant,
      unit: master.baseUnit,
      perCarton: master.perCarton ?? null,
      onHand: quantity(on_hand),
      committed: quantity(committed),
      available: quantity(Math.max(0, on_hand - committed)),
      price: { EUR: amountText(master.price.EUR), USD: amountText(master.price.USD) },
      taxClass: master.taxClass,
      replenishedAfterDays: master.replenishedAfterDays ?? null,
      salesStatus: master.salesStatus,
    };
  });
}

/** Customers with their sales areas, blocks and credit; here the exposure can be seen, which no service shows. */
export function customerLedger(erp: Erp, query: LedgerQuery): LedgerPage<object> {
  const customers = erp.masterData.customers.filter(
    ({ customer }) => (query.customer === undefined || customer === query.customer) && (query.cursor === undefined || customer > query.cursor),
  );
  return pageOf(customers.slice(0, query.limit + 1), query.limit, ({ customer }) => customer, (customer) => {
    const account = erp.credit.account(customer.customer)!;
    const money = (cents: number) => ({ amount: amountText(cents), currency: account.currency });
    return {
      customer: customer.customer,
      name: customer.name,
      city: customer.city,
      country: customer.country,
      salesAreas: customer.areas.map((area) => `${area.salesOrganization}/${area.channel}/${area.division}`),
      orderBlock: customer.orderBlock,
      deliveryBlock: customer.deliveryBlock,
      dunningBlock: dunningEntries(customer).find(({ block }) => block)?.block ?? '',
      dunning: dunningEntries(customer),
      taxClass: customer.taxClass,
      credit: {
        limit: money(account.credit_limit),
        blocked: account.blocked === 1,
        openOrders: money(account.open_orders),
        openItems: money(account.open_items),
        exposure: money(account.open_orders + account.open_items),
      },
    };
  });
}

/** How far a company has reminded a customer. */
export interface DunningEntry {
  company: string;
  block: string;
  level: number;
  dunnedOn: string | null;
}

export function dunningEntries(customer: Customer): DunningEntry[] {
  return companiesOf(customer).map((company) => {
    const { block, level, dunnedOn } = dunningOf(customer, company);
    return { company, block, level, dunnedOn: dunnedOn === null ? null : new Date(dunnedOn).toISOString().slice(0, 10) };
  });
}

/** How many documents there are in which state: the head of the page. */
export function summary(erp: Erp): Record<string, number> {
  const count = (sql: string) => erp.ledger.one<{ n: number }>(`SELECT COUNT(*) AS n FROM ${sql}`)!.n;
  return {
    orders: count('sales_order'),
    blockedOrders: count("sales_order WHERE credit_status = 'B' OR delivery_block <> ''"),
    openOrders: count("sales_order WHERE process_status <> 'C'"),
    deliveries: count('delivery'),
    deliveriesToIssue: count("delivery WHERE movement <> 'C'"),
    deliveriesToBill: count("delivery WHERE movement = 'C' AND billing_status <> 'C'"),
    invoices: count("billing WHERE billing_type = 'F2'"),
    openInvoices: count("billing WHERE clearing = 'A' AND billing_type = 'F2'"),
    creditNotes: count("billing WHERE billing_type IN ('G2', 'RE')"),
    returns: count("claim WHERE kind = 'H'"),
    payments: count("accounting_item WHERE document_type = 'DZ'"),
  };
}
