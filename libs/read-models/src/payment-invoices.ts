import type { DataSource, EntityManager } from 'typeorm';
import { exact, fromPublicId, type AllocationState, type OrderInvoice } from '#canonical';

type Db = Pick<EntityManager, 'query'>;

/** What of an invoice is spoken for by a payment of ours. Decimal strings in the invoice's currency. */
export interface InvoiceShare {
  allocationId: string;
  /** Amount and discount. */
  settles: string;
  state: AllocationState;
  /** What the ERP had settled of the invoice when it was allocated. */
  settledBefore: string;
}

/** An invoice as orders of ours know it. Decimal strings in its currency. */
export interface KnownInvoice {
  /** The ERP's own key. */
  key: string;
  number?: string;
  type: OrderInvoice['type'];
  status: OrderInvoice['status'];
  currency: string;
  total: string;
  /** What is open of it in the ERP, as far as we know: where orders know different things, the least. */
  open: string;
  /** References of the payments that the ERP shows on it. */
  shown: string[];
  /** The first one carries what we have the ERP do about it. */
  orderIds: string[];
  /** Public ids. */
  customerIds: string[];
  purchaseOrderNumbers: string[];
  /** Oldest first. */
  shares: InvoiceShare[];
}

/** What a customer's reference may name. */
export interface CustomerInvoices {
  invoices: KnownInvoice[];
  /** An order of the customer carries the reference as its purchase order number, billed or not. */
  namesOrder: boolean;
}

interface OrderRow {
  orderId: string;
  customerId: string;
  purchaseOrderNumber: string;
  invoices: OrderInvoice[];
}

const ordersWith = `SELECT v.order_id AS "orderId", v.customer_id AS "customerId", v.purchase_order_number AS "purchaseOrderNumber", v.view->'invoices' AS invoices FROM order_view v`;
const ofInvoices = (keys: string) => `v.order_id = ANY(ARRAY(SELECT order_id FROM order_reference WHERE system_id = $1 AND type = 'invoice' AND ${keys}))`;

/**
 * Invoices of these keys, whoever's they are. Read under the lock of the customer: shares first, so that what is posted
 * meanwhile counts twice rather than not at all.
 */
export async function invoicesByKey(db: Db, systemId: string, keys: string[]): Promise<KnownInvoice[]> {
  if (keys.length === 0) return [];
  const shares = await sharesOf(db, systemId, `a.invoice_key = ANY($2)`, keys);
  const rows: OrderRow[] = await db.query(`${ordersWith} WHERE ${ofInvoices('document_id = ANY($2)')}`, [systemId, keys]);
  return assembled(systemId, rows, shares).filter(({ key }) => keys.includes(key));
}

/**
 * What is open of a customer, and what a reference names, open or not.
 * @param customerId public id
 */
export async function invoicesOfCustomer(db: Db, systemId: string, customerId: string, reference: string | undefined): Promise<CustomerInvoices> {
  const shares = await sharesOf(db, systemId, `a.payment_id IN (SELECT payment_id FROM payment WHERE customer_id = $2)`, customerId);
  const keys = reference === undefined ? [] : [...new Set([reference, plainNumber(reference)])];
  const rows: OrderRow[] = await db.query(
    `${ordersWith} WHERE v.customer_id = $2 AND (v.purchase_order_number = $3 OR ${ofInvoices('(open OR document_id = ANY($4))')})`,
    [systemId, customerId, reference ?? null, keys],
  );
  return { invoices: assembled(systemId, rows, shares), namesOrder: rows.some(({ purchaseOrderNumber }) => purchaseOrderNumber === reference) };
}

/** Whether an order of ours is the customer's. */
export async function isKnownCustomer(db: Pick<DataSource, 'query'>, customerId: string): Promise<boolean> {
  const rows: unknown[] = await db.query(`SELECT 1 FROM order_view WHERE customer_id = $1 LIMIT 1`, [customerId]);
  return rows.length > 0;
}

/** Numbers are written with and without leading zeros. */
export const plainNumber = (text: string): string => text.trim().replace(/^0+(?=.)/, '').toUpperCase();

async function sharesOf(db: Db, systemId: string, condition: string, value: unknown): Promise<(InvoiceShare & { key: string })[]> {
  return db.query(
    `SELECT a.allocation_id AS "allocationId", a.invoice_key AS key, (a.amount + a.discount)::text AS settles, a.state, a.settled_before AS "settledBefore"
     FROM payment_allocation a WHERE a.system_id = $1 AND ${condition} AND a.state IN ('recorded', 'requested') ORDER BY a.allocation_id`,
    [systemId, value],
  );
}

function assembled(systemId: string, rows: OrderRow[], shares: (InvoiceShare & { key: string })[]): KnownInvoice[] {
  const byId = new Map<string, KnownInvoice>();
  for (const row of rows.toSorted((a, b) => (a.orderId < b.orderId ? -1 : 1))) {
    for (const invoice of row.invoices) byId.set(invoice.invoiceId, withOrder(byId.get(invoice.invoiceId) ?? knownOf(systemId, invoice), row, invoice));
  }
  return [...byId.values()].map((invoice) => ({ ...invoice, shares: shares.filter(({ key }) => key === invoice.key) }));
}

function knownOf(systemId: string, { invoiceId, number, type, status, total }: OrderInvoice): KnownInvoice {
  const native = fromPublicId(invoiceId);
  if (native?.systemId !== systemId) throw new Error(`invoice ${invoiceId} of an order is none of ${systemId}`);
  return { key: native.key, number, type, status, currency: total.currency, total: total.amount, open: total.amount, shown: [], orderIds: [], customerIds: [], purchaseOrderNumbers: [], shares: [] };
}

function withOrder(known: KnownInvoice, { orderId, customerId, purchaseOrderNumber }: OrderRow, { cleared, open, total, payments }: OrderInvoice): KnownInvoice {
  const paid = exact.add('0', ...payments.flatMap(({ amount, discount, writeOff }) => [amount, discount, writeOff].map((each) => each?.amount ?? '0')));
  const left = cleared ? '0' : (open?.amount ?? exact.subtract(total.amount, paid));
  return {
    ...known,
    open: exact.max('0', exact.min(known.open, left)),
    shown: [...known.shown, ...payments.flatMap(({ reference }) => reference ?? [])],
    orderIds: [...known.orderIds, orderId],
    customerIds: [...known.customerIds, customerId],
    purchaseOrderNumbers: [...known.purchaseOrderNumbers, purchaseOrderNumber],
  };
}
