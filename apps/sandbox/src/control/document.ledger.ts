import type { AccountingItemRecord, BillingItemRecord, BillingRecord } from '../erp/billing/billing.record.js';
import type { DeliveryItemRecord, DeliveryRecord } from '../erp/delivery/delivery.record.js';
import type { Erp } from '../erp/erp.js';
import { amountText, quantityText } from '../erp/measure.js';
import { conditions, pageOf, type LedgerPage, type LedgerQuery } from './ledger.page.js';

/** Documents of an order given by its number or its reference, as a condition on `key`. */
function ofOrder(key: string, table: string): { order: string; reference: string } {
  return {
    order: `${key} IN (SELECT ${key} FROM ${table} WHERE sales_order = ?)`,
    reference: `${key} IN (SELECT ${key} FROM ${table} WHERE sales_order IN (SELECT sales_order FROM sales_order WHERE reference = ?))`,
  };
}

export function deliveryLedger(erp: Erp, query: LedgerQuery): LedgerPage<object> {
  const of = ofOrder('delivery', 'delivery_item');
  const { where, values } = conditions([
    ['delivery < ?', query.cursor], ['sold_to = ?', query.customer], [of.order, query.order], [of.reference, query.reference],
  ]);
  const deliveries = erp.ledger.all<DeliveryRecord>(`SELECT * FROM delivery ${where} ORDER BY delivery DESC LIMIT ?`, ...values, query.limit + 1);
  return pageOf(deliveries, query.limit, ({ delivery }) => delivery, (delivery) => ({
    delivery: delivery.delivery,
    customer: delivery.sold_to,
    shipTo: delivery.ship_to,
    shippingPoint: delivery.shipping_point,
    picking: delivery.picking,
    goodsIssue: delivery.movement,
    billing: delivery.billing_status,
    createdAt: instant(delivery.created_at),
    issuedAt: instant(delivery.issued_at),
    billDueAt: instant(delivery.bill_due_at),
    provenOn: instant(delivery.proven_on)?.slice(0, 10) ?? null,
    lines: erp.deliveries.items(delivery.delivery).map(deliveryLine),
  }));
}

function deliveryLine(item: DeliveryItemRecord): object {
  return {
    item: item.item, order: item.sales_order, orderItem: item.sales_order_item, material: item.material,
    quantity: quantityText(item.quantity, item.unit), unit: item.unit, picked: quantityText(item.picked, item.unit),
  };
}

/** Invoices, and what cancels them: credit memos have a ledger of their own. */
export function invoiceLedger(erp: Erp, query: LedgerQuery): LedgerPage<object> {
  const of = ofOrder('billing', 'billing_item');
  const { where, values } = conditions([
    ['billing < ?', query.cursor], ['sold_to = ?', query.customer], [of.order, query.order], [of.reference, query.reference],
  ]);
  const invoices = erp.ledger.all<BillingRecord>(`SELECT * FROM billing ${where ? `${where} AND` : 'WHERE'} billing_type IN ('F2', 'S1') ORDER BY billing DESC LIMIT ?`, ...values, query.limit + 1);
  return pageOf(invoices, query.limit, ({ billing }) => billing, (invoice) => {
    const items = erp.ledger.all<BillingItemRecord>('SELECT * FROM billing_item WHERE billing = ? ORDER BY item', invoice.billing);
    const money = (cents: number) => ({ amount: amountText(cents), currency: invoice.currency });
    return {
      invoice: invoice.billing,
      type: invoice.billing_type,
      customer: invoice.sold_to,
      payer: invoice.payer,
      net: money(invoice.net),
      tax: money(invoice.tax),
      gross: money(invoice.net + invoice.tax),
      open: money(erp.receivables.openAmount(invoice)),
      cleared: invoice.clearing === 'C',
      cancelled: invoice.cancelled === 1,
      cancels: invoice.cancels || null,
      posting: invoice.posting,
      createdAt: instant(invoice.created_at),
      payDueAt: instant(invoice.pay_due_at),
      orders: [...new Set(items.map((item) => item.sales_order))],
      lines: items.map((item) => ({
        item: item.item, order: item.sales_order, orderItem: item.sales_order_item, delivery: item.delivery, material: item.material,
        quantity: quantityText(item.quantity, item.unit), unit: item.unit, net: money(item.net), tax: money(item.tax),
      })),
    };
  });
}

/**
 * Payments with the invoices they cleared, or are a part of; the amount is what arrived, less than the invoice by the
 * cash discount and by what was written off. One that was taken back clears nothing any more.
 */
export function paymentLedger(erp: Erp, query: LedgerQuery): LedgerPage<object> {
  const { where, values } = conditions([
    ['document < ?', query.cursor], ['customer = ?', query.customer], [paymentsOf('= ?'), query.order],
    [paymentsOf('IN (SELECT sales_order FROM sales_order WHERE reference = ?)'), query.reference],
  ]);
  const payments = erp.ledger.all<AccountingItemRecord>(
    `SELECT * FROM accounting_item ${where ? `${where} AND` : 'WHERE'} document_type = 'DZ' ORDER BY document DESC LIMIT ?`, ...values, query.limit + 1,
  );
  return pageOf(payments, query.limit, ({ document }) => document, (payment) => {
    const items = erp.ledger.all<AccountingItemRecord>(
      "SELECT * FROM accounting_item WHERE document_type = 'RV' AND (clearing_document = ? OR document = ?) ORDER BY document",
      payment.document, payment.invoice_reference,
    );
    const money = (cents: number) => ({ amount: amountText(cents), currency: payment.currency });
    const total = (column: 'cash_discount' | 'written_off') => money(items.reduce((sum, item) => sum + ownOf(payment, item, column), 0));
    return {
      payment: payment.document,
      customer: payment.customer,
      amount: money(-payment.amount),
      cashDiscount: total('cash_discount'),
      writeOff: total('written_off'),
      partial: payment.invoice_reference !== '',
      reversed: payment.is_reversed === 1,
      paidAt: instant(payment.posted_at),
      invoices: items.map((item) => ({ invoice: item.billing, gross: money(item.amount), cashDiscount: money(ownOf(payment, item, 'cash_discount')) })),
    };
  });
}

/** What a payment deducted from an invoice: a partial one nothing, even when a later one did. */
function ownOf(payment: AccountingItemRecord, invoice: AccountingItemRecord, column: 'cash_discount' | 'written_off'): number {
  return invoice.clearing_document === payment.document ? invoice[column] : 0;
}

/** Payments that cleared the invoices of an order, or are a part of them. */
function paymentsOf(order: string): string {
  const invoices = `SELECT document, clearing_document FROM accounting_item WHERE billing IN (SELECT billing FROM billing_item WHERE sales_order ${order})`;
  return `document IN (
    WITH invoice AS MATERIALIZED (${invoices})
    SELECT clearing_document FROM invoice
    UNION ALL SELECT document FROM accounting_item WHERE invoice_reference IN (SELECT document FROM invoice))`;
}

function instant(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
