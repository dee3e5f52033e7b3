import type { Ledger } from '../../ledger/ledger.js';
import type { DeliveryBook } from '../delivery/delivery.book.js';
import { ordersOf } from '../delivery/delivery.book.js';
import type { DeliveryItemRecord, DeliveryRecord } from '../delivery/delivery.record.js';
import { salesAreaOf, type MasterData } from '../master-data/master-data.js';
import { scaled } from '../measure.js';
import type { Receivables } from '../receivables/receivables.js';
import type { OrderBook } from '../sales-order/order.book.js';
import type { SalesOrderItemRecord, SalesOrderRecord } from '../sales-order/sales-order.record.js';
import type { BillingItemRecord, BillingRecord } from './billing.record.js';

/** Deliveries of one payer that one invoice collects at most: an invoice a person can still read. */
const DELIVERIES_PER_INVOICE = 10;
/** Deliveries one run takes at most, so that a backlog does not hold up the callers of the API. */
const DELIVERIES_PER_RUN = 100;

export interface BillingTable {
  orders: OrderBook;
  deliveries: DeliveryBook;
  receivables: Receivables;
  masterData: MasterData;
  now(): number;
  /** Milliseconds from billing to payment. */
  payAfterMs: number;
}

interface Due {
  delivery: DeliveryRecord;
  items: DeliveryItemRecord[];
  order: SalesOrderRecord;
}

/**
 * The ERP's own billing run. No public service of the product creates invoices: they come from here by themselves, or
 * when the control API says so. Deliveries of one payer that are due in one run share an invoice.
 */
export class BillingRun {
  constructor(
    private readonly ledger: Ledger,
    private readonly table: BillingTable,
  ) {}

  /** Bills what is due by `at`; answers the numbers of the new invoices. */
  run(at: number): string[] {
    const due = this.ledger.all<DeliveryRecord>(
      'SELECT * FROM delivery WHERE bill_due_at IS NOT NULL AND bill_due_at <= ? ORDER BY bill_due_at LIMIT ?', at, DELIVERIES_PER_RUN,
    );
    return due.length === 0 ? [] : this.bill(due);
  }

  /** Bills issued, unbilled deliveries now, due or not: of one order, or all of them. */
  runNow(salesOrder?: string): string[] {
    const condition = salesOrder === undefined ? '' : 'AND delivery IN (SELECT delivery FROM delivery_item WHERE sales_order = ?)';
    const deliveries = this.ledger.all<DeliveryRecord>(
      `SELECT * FROM delivery WHERE movement = 'C' AND billing_status = 'A' ${condition} ORDER BY delivery`,
      ...(salesOrder === undefined ? [] : [salesOrder]),
    );
    return this.bill(deliveries);
  }

  private bill(deliveries: DeliveryRecord[]): string[] {
    return this.ledger.transaction(() => {
      const groups = new Map<string, Due[]>();
      for (const delivery of deliveries) {
        const items = this.table.deliveries.items(delivery.delivery);
        const order = this.table.orders.find(items[0]!.sales_order)!;
        if (order.billing_block) {
          // Billed when somebody takes the block away.
          this.ledger.run('UPDATE delivery SET bill_due_at = NULL WHERE delivery = ?', delivery.delivery);
          continue;
        }
        const key = [order.payer, order.sales_org, order.channel, order.division, order.currency].join('|');
        groups.set(key, [...(groups.get(key) ?? []), { delivery, items, order }]);
      }
      return [...groups.values()].flatMap((group) => chunks(group).map((part) => this.invoice(part)));
    });
  }

  private invoice(part: Due[]): string {
    const { order } = part[0]!;
    const now = this.table.now();
    const billing = this.ledger.nextNumber('billing');
    const items = this.billItems(billing, part);
    const payer = this.table.masterData.customer(order.payer);
    const terms = (payer && salesAreaOf(payer, order.sales_org, order.channel, order.division)?.paymentTerms) || '0001';
    const record: BillingRecord = {
      billing,
      billing_type: 'F2',
      sales_org: order.sales_org,
      channel: order.channel,
      division: order.division,
      sold_to: order.sold_to,
      payer: order.payer,
      currency: order.currency,
      payment_terms: terms,
      // A collective invoice of several purchase orders names none of them.
      purchase_order: new Set(part.map((due) => due.order.purchase_order)).size === 1 ? order.purchase_order : '',
      net: items.reduce((sum, item) => sum + item.net, 0),
      tax: items.reduce((sum, item) => sum + item.tax, 0),
      posting: '',
      cancelled: 0,
      cancels: '',
      clearing: 'A',
      created_at: now,
      changed_at: now,
      pay_due_at: now + this.table.payAfterMs,
    };
    record.posting = this.table.receivables.postInvoice(record);
    this.ledger.insert('billing', record);
    for (const item of items) this.ledger.insert('billing_item', item);
    this.markBilled(part);
    return billing;
  }

  private billItems(billing: string, part: Due[]): BillingItemRecord[] {
    const billed = new Map<string, number>();
    return part.flatMap((due) => due.items).map((item, index) => {
      const orderItem = this.table.orders.item(item.sales_order, item.sales_order_item)!;
      const key = `${item.sales_order}/${item.sales_order_item}`;
      const before = billed.get(key) ?? orderItem.billed;
      billed.set(key, before + item.quantity);
      return {
        billing,
        item: String(index * 10 + 10).padStart(6, '0'),
        delivery: item.delivery,
        delivery_item: item.item,
        sales_order: item.sales_order,
        sales_order_item: item.sales_order_item,
        sales_category: 'C',
        material: item.material,
        plant: item.plant,
        quantity: item.quantity,
        unit: item.unit,
        numerator: item.numerator,
        denominator: item.denominator,
        price: orderItem.price,
        tax_percent: orderItem.tax_percent,
        net: share(orderItem, 'net', before, item.quantity),
        tax: share(orderItem, 'tax', before, item.quantity),
      };
    });
  }

  private markBilled(part: Due[]): void {
    for (const { delivery, items } of part) {
      this.ledger.run("UPDATE delivery SET billing_status = 'C', bill_due_at = NULL WHERE delivery = ?", delivery.delivery);
      this.table.deliveries.touch(delivery.delivery);
      for (const item of items) {
        this.ledger.run('UPDATE delivery_item SET billed = quantity WHERE delivery = ? AND item = ?', item.delivery, item.item);
        this.ledger.run(
          'UPDATE sales_order_item SET billed = billed + ? WHERE sales_order = ? AND item = ?',
          item.quantity, item.sales_order, item.sales_order_item,
        );
      }
    }
    for (const number of ordersOf(part.flatMap((due) => due.items))) this.table.orders.reckon(number);
  }
}

/** The part of a line's amount that falls on `quantity` after `before`: the parts of a line add up to the line. */
function share(item: SalesOrderItemRecord, column: 'net' | 'tax', before: number, quantity: number): number {
  return scaled(item[column], before + quantity, item.quantity) - scaled(item[column], before, item.quantity);
}

function chunks(group: Due[]): Due[][] {
  return Array.from({ length: Math.ceil(group.length / DELIVERIES_PER_INVOICE) }, (_, index) =>
    group.slice(index * DELIVERIES_PER_INVOICE, (index + 1) * DELIVERIES_PER_INVOICE),
  );
}
