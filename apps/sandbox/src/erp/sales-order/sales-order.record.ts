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

/** By how much a delivery may miss the ordered quantity, in tenths of a percent of it; `unlimited_over` is 0 or 1. */
export interface ToleranceColumns {
  under_tolerance: number;
  over_tolerance: number;
  unlimited_over: number;
}

/** A row of table `sales_order_item`. Quantities are thousandths of the sales unit. */
export interface SalesOrderItemRecord extends ToleranceColumns {
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

/** Rejected items count as delivered in full, as they do in SAP's status, and so does what is short within its tolerance. */
export function itemDeliveryStatus(item: Pick<SalesOrderItemRecord, 'rejection' | 'delivered' | 'quantity' | 'under_tolerance'>): string {
  const least = item.quantity - partOf(item.quantity, item.under_tolerance);
  if (item.rejection || item.delivered >= item.quantity || (item.delivered > 0 && item.delivered >= least)) return COMPLETE;
  return item.delivered > 0 ? PARTLY : NOT_STARTED;
}

/** All that will leave and be billed of an item: what was ordered, or what stands for it within its tolerance. */
export function finalQuantity(item: SalesOrderItemRecord): number {
  return itemDeliveryStatus(item) === COMPLETE && !item.rejection ? item.delivered : item.quantity;
}

/** What may still go into a delivery: what stock confirms, and once that is all of it, as much more as is tolerated. */
export function deliverableOf(item: SalesOrderItemRecord): number {
  const confirmed = Math.max(0, item.from_stock - item.delivered);
  if (item.from_stock < item.quantity) return confirmed;
  return item.unlimited_over ? Number.MAX_SAFE_INTEGER : Math.max(confirmed, item.quantity + partOf(item.quantity, item.over_tolerance) - item.delivered);
}

const partOf = (quantity: number, tenthsOfPercent: number): number => Math.floor((quantity * tenthsOfPercent) / 1000);

/** `A` when all are not started, `C` when all are complete, else `B`. */
export function overall(statuses: readonly string[]): string {
  if (statuses.every((status) => status === COMPLETE)) return COMPLETE;
  return statuses.every((status) => status === NOT_STARTED) ? NOT_STARTED : PARTLY;
}
