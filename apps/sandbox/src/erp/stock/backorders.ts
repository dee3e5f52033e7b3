import type { Ledger } from '../../ledger/ledger.js';
import type { Product } from '../master-data/product.seed.js';
import { isUnit } from '../measure.js';
import type { OrderBook } from '../sales-order/order.book.js';
import { COMPLETE, itemDeliveryStatus, type SalesOrderItemRecord } from '../sales-order/sales-order.record.js';
import { confirmLine } from './confirmation.js';
import type { Stock } from './stock.js';

/** Orders that wait for goods. */
export class Backorders {
  constructor(
    private readonly ledger: Ledger,
    private readonly table: { stock: Stock; orders: OrderBook; now(): number },
  ) {}

  /**
   * Books a goods receipt of `quantity` thousandths of the base unit, and confirms waiting lines from it, the oldest
   * order first. Answers the orders that were confirmed further.
   */
  receive(product: Product, plant: string, quantity: number): string[] {
    return this.ledger.transaction(() => {
      const { stock, orders } = this.table;
      stock.receive(product.product, plant, quantity);
      const waiting = this.ledger.all<SalesOrderItemRecord>(
        `SELECT * FROM sales_order_item WHERE material = ? AND plant = ? AND from_stock < quantity AND rejection = ''
         ORDER BY sales_order, item`,
        product.product,
        plant,
      );
      const confirmed = new Set<string>();
      // What was delivered within its tolerance waits no longer.
      for (const item of waiting.filter((each) => itemDeliveryStatus(each) !== COMPLETE)) if (this.confirm(item, product)) confirmed.add(item.sales_order);
      for (const order of confirmed) orders.refresh(order);
      return [...confirmed];
    });
  }

  private confirm(item: SalesOrderItemRecord, product: Product): boolean {
    if (!isUnit(item.unit)) throw new Error(`item ${item.item} of ${item.sales_order} has unit ${item.unit}`);
    const available = this.table.stock.available(item.material, item.plant);
    const { fromStock, planned, plannedDate } = confirmLine(
      item.quantity - item.from_stock, item.unit, item.numerator, product, available, this.table.now(),
    );
    if (fromStock === 0) return false;
    this.table.stock.commit(item.material, item.plant, fromStock * item.numerator);
    this.ledger.run(
      'UPDATE sales_order_item SET from_stock = from_stock + ?, planned = ?, planned_date = ? WHERE sales_order = ? AND item = ?',
      fromStock, planned, plannedDate, item.sales_order, item.item,
    );
    return true;
  }
}
