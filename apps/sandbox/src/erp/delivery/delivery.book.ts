import type { Draft, Row } from '../../odata/source.js';
import type { Ledger } from '../../ledger/ledger.js';
import { dateOf } from '../calendar.js';
import { refusal } from '../business-messages.js';
import type { Credit } from '../credit/credit.js';
import { text } from '../draft-value.js';
import { quantityText, thousandths } from '../measure.js';
import type { MasterData } from '../master-data/master-data.js';
import type { OrderBook } from '../sales-order/order.book.js';
import { COMPLETE, deliverableOf, itemDeliveryStatus, NOT_STARTED, overall, PARTLY } from '../sales-order/sales-order.record.js';
import type { Stock } from '../stock/stock.js';
import { checkCredit, draftDelivery } from './delivery.draft.js';
import type { DeliveryItemRecord, DeliveryRecord } from './delivery.record.js';

export interface ShippingTable {
  masterData: MasterData;
  stock: Stock;
  credit: Credit;
  orders: OrderBook;
  now(): number;
  /** Milliseconds from goods issue to the billing run that takes the delivery. */
  billAfterMs: number;
}

/** Outbound deliveries: created from orders, picked, issued; each method is one unit of work. */
export class DeliveryBook {
  constructor(
    private readonly ledger: Ledger,
    private readonly table: ShippingTable,
  ) {}

  find(delivery: string): DeliveryRecord | undefined {
    return this.ledger.one<DeliveryRecord>('SELECT * FROM delivery WHERE delivery = ?', delivery);
  }

  items(delivery: string): DeliveryItemRecord[] {
    return this.ledger.all<DeliveryItemRecord>('SELECT * FROM delivery_item WHERE delivery = ? ORDER BY item', delivery);
  }

  create(draft: Draft): DeliveryRecord {
    return this.ledger.transaction(() => {
      const { orders, masterData, credit } = this.table;
      const { shippingPoint, lines } = draftDelivery(draft, orders, masterData, credit);
      const { order } = lines[0]!;
      const now = this.table.now();
      const record: DeliveryRecord = {
        delivery: this.ledger.nextNumber('delivery'),
        sales_org: order.sales_org,
        shipping_point: shippingPoint,
        sold_to: order.sold_to,
        ship_to: order.ship_to,
        payer: order.payer,
        picking: NOT_STARTED,
        movement: NOT_STARTED,
        billing_status: NOT_STARTED,
        version: 1,
        delivery_date: order.requested_date,
        created_at: now,
        changed_at: now,
        issued_at: null,
        bill_due_at: null,
        proven_on: null,
        body: '{}',
      };
      this.ledger.insert('delivery', record);
      lines.forEach(({ orderItem, quantity }, index) => {
        const { sales_order, item, material, plant, unit, numerator, denominator, under_tolerance, over_tolerance, unlimited_over } = orderItem;
        this.ledger.insert('delivery_item', {
          delivery: record.delivery, item: String(index * 10 + 10).padStart(6, '0'), sales_order, sales_order_item: item,
          material, plant, quantity, unit, numerator, denominator, under_tolerance, over_tolerance, unlimited_over,
        });
        this.moveOrder(sales_order, item, 'delivered', quantity);
      });
      this.refreshOrders(new Set(lines.map((line) => line.order.sales_order)));
      return record;
    });
  }

  /** Picks the whole delivery, or `quantity` thousandths of one item (all of it when not said). */
  pick(delivery: string, item?: string, quantity?: number): DeliveryItemRecord[] {
    return this.ledger.transaction(() => {
      const header = this.open(delivery);
      if (header.picking === COMPLETE) throw refusal('VL/606', [delivery]);
      const items = this.items(delivery);
      const picked = item === undefined ? items : items.filter((one) => one.item === item);
      if (picked.length === 0) throw refusal('VL/612', [item ?? '', delivery]);
      for (const one of picked) {
        const amount = quantity ?? one.quantity;
        if (amount > one.quantity) throw refusal('VL/613', [quantityText(amount, one.unit), quantityText(one.quantity, one.unit), one.item]);
        this.ledger.run('UPDATE delivery_item SET picked = ? WHERE delivery = ? AND item = ?', amount, delivery, one.item);
      }
      this.refreshPicking(delivery);
      this.touch(delivery);
      return this.items(delivery).filter((one) => picked.some(({ item: name }) => name === one.item));
    });
  }

  /** The goods leave: stock goes down, and the delivery becomes due for billing. */
  issue(delivery: string): DeliveryItemRecord[] {
    return this.ledger.transaction(() => {
      const header = this.existing(delivery);
      if (header.movement === COMPLETE) throw refusal('VL/602', [delivery]);
      if (header.picking !== COMPLETE) throw refusal('VL/609', [delivery]);
      const items = this.items(delivery);
      for (const number of ordersOf(items)) checkCredit(this.table.orders.find(number)!, this.table.credit);
      for (const item of items) {
        if (!this.table.stock.issue(item.material, item.plant, item.quantity * item.numerator)) throw this.shortage(item);
        this.moveOrder(item.sales_order, item.sales_order_item, 'issued', item.quantity);
        this.freeRest(item.sales_order, item.sales_order_item);
      }
      const now = this.table.now();
      this.setMovement(delivery, COMPLETE, now, now + this.table.billAfterMs);
      this.refreshOrders(ordersOf(items));
      return items;
    });
  }

  /** The goods come back, as long as nothing was billed. */
  reverse(delivery: string): DeliveryItemRecord[] {
    return this.ledger.transaction(() => {
      const header = this.existing(delivery);
      if (header.movement !== COMPLETE) throw refusal('VL/603', [delivery]);
      if (header.billing_status === COMPLETE) throw refusal('VL/604', [delivery, this.billingOf(delivery)]);
      const items = this.items(delivery);
      for (const item of items) {
        this.table.stock.takeBack(item.material, item.plant, item.quantity * item.numerator);
        this.moveOrder(item.sales_order, item.sales_order_item, 'issued', -item.quantity);
      }
      this.setMovement(delivery, NOT_STARTED, null, null);
      this.refreshOrders(ordersOf(items));
      return items;
    });
  }

  /**
   * The customer's word that the goods arrived.
   * @param on midnight UTC of the day; today when left out
   */
  prove(delivery: string, on = dateOf(this.table.now())): void {
    this.ledger.transaction(() => {
      const header = this.existing(delivery);
      if (header.movement !== COMPLETE) throw refusal('VL/603', [delivery]);
      if (header.proven_on !== null) throw refusal('VL/620', [delivery]);
      if (on < dateOf(header.issued_at!) || on > this.table.now()) throw refusal('VL/621', [delivery], 'ProofOfDeliveryDate');
      this.ledger.run('UPDATE delivery SET proven_on = ? WHERE delivery = ?', on, delivery);
      this.touch(delivery);
    });
  }

  /** Deletes a delivery whose goods are still here; its quantities are open again. */
  remove(delivery: string): void {
    this.ledger.transaction(() => {
      this.open(delivery);
      const items = this.items(delivery);
      for (const item of items) this.moveOrder(item.sales_order, item.sales_order_item, 'delivered', -item.quantity);
      this.ledger.run('DELETE FROM delivery_item WHERE delivery = ?', delivery);
      this.ledger.run('DELETE FROM delivery WHERE delivery = ?', delivery);
      this.refreshOrders(ordersOf(items));
    });
  }

  change(delivery: string, body: object): void {
    this.ledger.transaction(() => {
      const header = this.open(delivery);
      this.ledger.run('UPDATE delivery SET body = ? WHERE delivery = ?', JSON.stringify({ ...JSON.parse(header.body), ...body }), delivery);
      this.touch(delivery);
    });
  }

  /** Changes an item before goods issue; less quantity leaves the rest open in the order. */
  changeItem(delivery: string, item: string, changes: Row): void {
    this.ledger.transaction(() => {
      this.open(delivery);
      const before = this.items(delivery).find((one) => one.item === item);
      if (!before) throw refusal('VL/612', [item, delivery]);
      const given = text(changes, 'ActualDeliveryQuantity');
      if (given) this.changeQuantity(before, thousandths(given));
      this.touch(delivery);
    });
  }

  touch(delivery: string): void {
    this.ledger.onCommit(`delivery ${delivery}`, () => {
      this.ledger.run('UPDATE delivery SET version = version + 1, changed_at = ? WHERE delivery = ?', this.table.now(), delivery);
    });
  }

  private changeQuantity(before: DeliveryItemRecord, quantity: number | undefined): void {
    const { delivery, item, sales_order, sales_order_item, unit } = before;
    if (quantity === undefined || quantity <= 0) throw refusal('VL/035', [item], 'ActualDeliveryQuantity');
    const ordered = this.table.orders.item(sales_order, sales_order_item)!;
    const most = deliverableOf({ ...ordered, delivered: ordered.delivered - before.quantity });
    if (quantity > most) throw refusal('VL/019', [quantityText(most, unit), unit, item], 'ActualDeliveryQuantity');
    this.ledger.run('UPDATE delivery_item SET quantity = ?, picked = MIN(picked, ?) WHERE delivery = ? AND item = ?', quantity, quantity, delivery, item);
    this.moveOrder(sales_order, sales_order_item, 'delivered', quantity - before.quantity);
    this.refreshOrders([sales_order]);
    this.refreshPicking(delivery);
  }

  private refreshPicking(delivery: string): void {
    const states = this.items(delivery).map((one) => (one.picked >= one.quantity ? COMPLETE : one.picked > 0 ? PARTLY : NOT_STARTED));
    this.ledger.run('UPDATE delivery SET picking = ? WHERE delivery = ?', overall(states), delivery);
  }

  private open(delivery: string): DeliveryRecord {
    const header = this.existing(delivery);
    if (header.movement === COMPLETE) throw refusal('VL/605', [delivery]);
    return header;
  }

  private existing(delivery: string): DeliveryRecord {
    const header = this.find(delivery);
    if (!header) throw refusal('SD/404', [delivery]);
    return header;
  }

  private setMovement(delivery: string, movement: string, issuedAt: number | null, billDueAt: number | null): void {
    this.ledger.run('UPDATE delivery SET movement = ?, issued_at = ?, bill_due_at = ?, proven_on = NULL WHERE delivery = ?', movement, issuedAt, billDueAt, delivery);
    this.ledger.run('UPDATE delivery_item SET movement = ? WHERE delivery = ?', movement, delivery);
    this.touch(delivery);
  }

  private moveOrder(salesOrder: string, item: string, column: 'delivered' | 'issued', quantity: number): void {
    this.ledger.run(`UPDATE sales_order_item SET ${column} = ${column} + ? WHERE sales_order = ? AND item = ?`, quantity, salesOrder, item);
    if (column === 'delivered') this.promise(salesOrder, item);
  }

  /** What is delivered beyond the ordered quantity is taken from what nobody else was promised; with less it is free again. */
  private promise(salesOrder: string, item: string): void {
    const { from_stock, quantity, delivered, ...row } = this.table.orders.item(salesOrder, item)!;
    const more = Math.max(Math.min(from_stock, quantity), delivered) - from_stock;
    if (more === 0) return;
    const free = Math.floor(this.table.stock.available(row.material, row.plant) / row.numerator);
    if (more > free) throw refusal('VL/019', [quantityText(delivered - more + free, row.unit), row.unit, item], 'ActualDeliveryQuantity');
    this.holdStock(salesOrder, item, more);
  }

  /** The goods of an item that left within its tolerance: what it was promised beyond them is free. */
  private freeRest(salesOrder: string, item: string): void {
    const row = this.table.orders.item(salesOrder, item)!;
    if (itemDeliveryStatus(row) !== COMPLETE || row.issued < row.delivered || row.from_stock <= row.delivered) return;
    this.holdStock(salesOrder, item, row.delivered - row.from_stock);
  }

  private holdStock(salesOrder: string, item: string, more: number): void {
    const { material, plant, numerator } = this.table.orders.item(salesOrder, item)!;
    this.table.stock.commit(material, plant, more * numerator);
    this.ledger.run('UPDATE sales_order_item SET from_stock = from_stock + ? WHERE sales_order = ? AND item = ?', more, salesOrder, item);
  }

  private refreshOrders(numbers: Iterable<string>): void {
    for (const number of numbers) this.table.orders.refresh(number);
  }

  private billingOf(delivery: string): string {
    const row = this.ledger.one<{ billing: string }>('SELECT billing FROM billing_item WHERE delivery = ? ORDER BY billing DESC LIMIT 1', delivery);
    return row?.billing ?? '';
  }

  private shortage(item: DeliveryItemRecord): Error {
    const level = this.table.stock.level(item.material, item.plant);
    const baseUnit = this.table.masterData.product(item.material)?.baseUnit ?? item.unit;
    const missing = item.quantity * item.numerator - (level?.on_hand ?? 0);
    return refusal('M7/021', [quantityText(missing, baseUnit), baseUnit, item.material, item.plant]);
  }
}

export function ordersOf(items: readonly DeliveryItemRecord[]): Set<string> {
  return new Set(items.map((item) => item.sales_order));
}
