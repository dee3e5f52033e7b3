import type { Erp } from '../erp/erp.js';
import { wantsCompleteDelivery } from '../erp/sales-order/order.book.js';
import { amountText, quantityText } from '../erp/measure.js';
import { finalQuantity, type SalesOrderItemRecord, type SalesOrderRecord } from '../erp/sales-order/sales-order.record.js';
import { conditions, pageOf, type LedgerPage, type LedgerQuery } from './ledger.page.js';

export interface Money {
  amount: string;
  currency: string;
}

/** In one word, how far an order is. */
export type OrderState = 'blocked' | 'open' | 'delivering' | 'shipped' | 'invoiced' | 'paid' | 'rejected';

export interface OrderLine {
  item: string;
  material: string;
  plant: string;
  quantity: string;
  unit: string;
  net: Money;
  tax: Money;
  confirmed: string;
  planned: string;
  delivered: string;
  issued: string;
  billed: string;
  rejection: string;
}

export interface OrderEntry {
  salesOrder: string;
  reference: string;
  purchaseOrder: string;
  customer: string;
  customerName: string;
  salesArea: string;
  state: OrderState;
  net: Money;
  tax: Money;
  gross: Money;
  creditStatus: string;
  deliveryBlock: string;
  billingBlock: string;
  completeDelivery: boolean;
  statuses: { process: string; delivery: string; rejection: string };
  createdAt: string;
  changedAt: string;
  lines: OrderLine[];
  deliveries: { delivery: string; picking: string; goodsIssue: string; billing: string }[];
  invoices: { invoice: string; gross: Money; cleared: boolean; cancelled: boolean }[];
}

/** The ERP's own book of sales orders, with what became of each. */
export function orderLedger(erp: Erp, query: LedgerQuery): LedgerPage<OrderEntry> {
  const { where, values } = conditions([
    ['sales_order < ?', query.cursor], ['sales_order = ?', query.order], ['reference = ?', query.reference], ['sold_to = ?', query.customer],
  ]);
  const orders = erp.ledger.all<SalesOrderRecord>(`SELECT * FROM sales_order ${where} ORDER BY sales_order DESC LIMIT ?`, ...values, query.limit + 1);
  return pageOf(orders, query.limit, (order) => order.sales_order, (order) => orderEntry(erp, order));
}

function orderEntry(erp: Erp, order: SalesOrderRecord): OrderEntry {
  const money = (cents: number): Money => ({ amount: amountText(cents), currency: order.currency });
  const items = erp.orders.items(order.sales_order);
  const deliveries = deliveriesOf(erp, order.sales_order);
  const invoices = invoicesOf(erp, order.sales_order);
  return {
    salesOrder: order.sales_order,
    reference: order.reference,
    purchaseOrder: order.purchase_order,
    customer: order.sold_to,
    customerName: erp.masterData.customer(order.sold_to)?.name ?? '',
    salesArea: `${order.sales_org}/${order.channel}/${order.division}`,
    state: stateOf(order, items, deliveries, invoices),
    net: money(order.net),
    tax: money(order.tax),
    gross: money(order.net + order.tax),
    creditStatus: order.credit_status,
    deliveryBlock: order.delivery_block,
    billingBlock: order.billing_block,
    completeDelivery: wantsCompleteDelivery(order),
    statuses: { process: order.process_status, delivery: order.delivery_status, rejection: order.rejection_status },
    createdAt: new Date(order.created_at).toISOString(),
    changedAt: new Date(order.changed_at).toISOString(),
    lines: items.map((item) => orderLine(item, order.currency)),
    deliveries,
    invoices,
  };
}

function orderLine(item: SalesOrderItemRecord, currency: string): OrderLine {
  const quantity = (value: number) => quantityText(value, item.unit);
  return {
    item: item.item,
    material: item.material,
    plant: item.plant,
    quantity: quantity(item.quantity),
    unit: item.unit,
    net: { amount: amountText(item.net), currency },
    tax: { amount: amountText(item.tax), currency },
    confirmed: quantity(item.from_stock),
    planned: quantity(item.planned),
    delivered: quantity(item.delivered),
    issued: quantity(item.issued),
    billed: quantity(item.billed),
    rejection: item.rejection,
  };
}

function deliveriesOf(erp: Erp, salesOrder: string): OrderEntry['deliveries'] {
  return erp.ledger.all<OrderEntry['deliveries'][number]>(
    `SELECT delivery, picking, movement AS goodsIssue, billing_status AS billing FROM delivery
     WHERE delivery IN (SELECT delivery FROM delivery_item WHERE sales_order = ?) ORDER BY delivery`,
    salesOrder,
  );
}

function invoicesOf(erp: Erp, salesOrder: string): OrderEntry['invoices'] {
  const rows = erp.ledger.all<{ billing: string; gross: number; currency: string; clearing: string; cancelled: number }>(
    `SELECT billing, net + tax AS gross, currency, clearing, cancelled FROM billing
     WHERE cancels = '' AND billing IN (SELECT billing FROM billing_item WHERE sales_order = ?) ORDER BY billing`,
    salesOrder,
  );
  return rows.map(({ billing, gross, currency, clearing, cancelled }) => ({
    invoice: billing, gross: { amount: amountText(gross), currency }, cleared: clearing === 'C', cancelled: cancelled === 1,
  }));
}

function stateOf(
  order: SalesOrderRecord, items: SalesOrderItemRecord[], deliveries: OrderEntry['deliveries'], invoices: OrderEntry['invoices'],
): OrderState {
  const live = items.filter((item) => !item.rejection);
  if (live.length === 0) return 'rejected';
  const valid = invoices.filter((invoice) => !invoice.cancelled);
  if (live.every((item) => item.billed >= finalQuantity(item))) return valid.every((invoice) => invoice.cleared) ? 'paid' : 'invoiced';
  if (live.every((item) => item.issued >= finalQuantity(item))) return 'shipped';
  if (order.credit_status === 'B' || order.delivery_block) return 'blocked';
  return deliveries.length > 0 ? 'delivering' : 'open';
}
