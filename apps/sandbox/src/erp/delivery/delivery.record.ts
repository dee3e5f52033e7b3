import type { ToleranceColumns } from '../sales-order/sales-order.record.js';

/** A row of table `delivery`. Statuses are SAP's: `A` not started, `B` partly, `C` complete. */
export interface DeliveryRecord {
  delivery: string;
  sales_org: string;
  shipping_point: string;
  sold_to: string;
  ship_to: string;
  payer: string;
  picking: string;
  movement: string;
  billing_status: string;
  /** Counts changes; the ETag of the header and its items. */
  version: number;
  delivery_date: number | null;
  created_at: number;
  changed_at: number;
  issued_at: number | null;
  bill_due_at: number | null;
  /** Midnight UTC of the day on which the customer had the goods; null as long as it has not said so. */
  proven_on: number | null;
  body: string;
}

/** A row of table `delivery_item`; quantities in thousandths of the sales unit, tolerances those of the order item. */
export interface DeliveryItemRecord extends ToleranceColumns {
  delivery: string;
  item: string;
  sales_order: string;
  sales_order_item: string;
  material: string;
  plant: string;
  quantity: number;
  unit: string;
  numerator: number;
  denominator: number;
  picked: number;
  movement: string;
  billed: number;
}
