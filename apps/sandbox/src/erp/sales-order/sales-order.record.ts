import type { CreditStatus } from '../credit/credit.js';

/** Partner functions of an order header: sold-to, ship-to, bill-to, payer. */
export interface OrderPartners {
  SP: string;
  SH: string;
  BP: string;
  PY: string;
}

export interface LongText {
  Language: string;
  LongTextID: string;
  LongText: string;
}

/** A row of table `sales_order`. Amounts in cents, times in epoch milliseconds; partners, texts and body are JSON. */
export interface SalesOrderRecord {
  sales_order: string;
  order_type: string;
  sales_org: string;
  channel: string;
  division: string;
  sold_to: string;
  ship_to: string;
  payer: string;
  reference: string;
  purchase_order: string;
  currency: string;
  net: number;
  tax: number;
  /** What this order adds to the customer's exposure now, in the currency of the credit account. */
  credit_value: number;
  credit_status: CreditStatus;
  delivery_block: string;
  billing_block: string;
  process_status: string;
  delivery_status: string;
  rejection_status: string;
  requested_date: number | null;
  created_at: number;
  changed_at: number;
  partners: string;
  texts: string;
  body: string;
}

/** A row of table `sales_order_item`. Quantities are thousandths of the sales unit. */
export interface SalesOrderItemRecord {
  sales_order: string;
  item: string;
  material: string;
  plant: string;
  quantity: number;
  unit: string;
  /** Base units = quantity * numerator / denominator. */
  numerator: number;
  denominator: number;
  /** Cents per sales unit. */
  price: number;
  tax_percent: number;
  net: number;
  tax: number;
  requested_date: number | null;
  /** Confirmed from stock on hand. */
  from_stock: number;
  /** Confirmed from goods that arrive on `planned_date`. */
  planned: number;
  planned_date: number | null;
  /** In deliveries that exist, issued from the warehouse, and invoiced. */
  delivered: number;
  issued: number;
  billed: number;
  rejection: string;
  texts: string;
  body: string;
}

export const NOT_STARTED = 'A';
export const PARTLY = 'B';
export const COMPLETE = 'C';

/** Rejected items count as delivered in full, as they do in SAP's status. */
export function itemDeliveryStatus(item: Pick<SalesOrderItemRecord, 'rejection' | 'delivered' | 'quantity'>): string {
  if (item.rejection || item.delivered >= item.quantity) return COMPLETE;
  return item.delivered > 0 ? PARTLY : NOT_STARTED;
}

/** `A` when all are not started, `C` when all are complete, else `B`. */
export function overall(statuses: readonly string[]): string {
  if (statuses.every((status) => status === COMPLETE)) return COMPLETE;
  return statuses.every((status) => status === NOT_STARTED) ? NOT_STARTED : PARTLY;
}
