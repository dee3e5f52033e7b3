import type { Draft, Row, Notice } from '../../odata/source.js';
import type { Ledger } from '../../ledger/ledger.js';
import { refusal } from '../business-messages.js';
import { text } from '../draft-value.js';
import { quantityText } from '../measure.js';
import { confirmLine } from '../stock/confirmation.js';
import { itemRecord, type OrderBook } from './order.book.js';
import { draftOrder, type DraftingTable } from './order.draft.js';
import { checkQuantity, worth } from './order-item.check.js';
import { isUnit } from '../measure.js';
import type { LongText, SalesOrderItemRecord, SalesOrderRecord } from './sales-order.record.js';

/** Header properties that cannot change once the document is saved, and the column they are compared with. */
const FROZEN: Readonly<Record<string, keyof SalesOrderRecord>> = {
  SalesOrderType: 'order_type', SalesOrganization: 'sales_org', DistributionChannel: 'channel', OrganizationDivision: 'division',
  SoldToParty: 'sold_to', TransactionCurrency: 'currency',
};
const HEADER_COLUMN: Readonly<Record<string, keyof SalesOrderRecord>> = {
  PurchaseOrderByCustomer: 'purchase_order', PurchaseOrderByShipToParty: 'reference', RequestedDeliveryDate: 'requested_date',
  DeliveryBlockReason: 'delivery_block', HeaderBillingBlockReason: 'billing_block',
};
/** Reasons for rejection of the pretend company: too late, too expensive, customer's request, unreasonable request, entered twice. */
export const REJECTION_REASONS: readonly string[] = ['00', '01', '02', '10', '50', '60'];

/** Changes of saved sales orders. Every method is one unit of work and throws the BusinessError of the rule it breaks. */
export class OrderChange {
  constructor(
    private readonly ledger: Ledger,
    private readonly book: OrderBook,
    private readonly table: DraftingTable,
  ) {}

  header(salesOrder: string, changes: Row): void {
    const order = this.existing(salesOrder);
    const body = JSON.parse(order.body) as Row;
    for (const [property, value] of Object.entries(changes)) {
      const frozen = FROZEN[property];
      const column = HEADER_COLUMN[property];
      if (frozen) {
        if (value !== order[frozen]) throw refusal('V1/393', [property], property);
      } else if (column) this.set('sales_order', column, column === 'requested_date' ? value : (value ?? ''), salesOrder);
      else body[property] = value;
    }
    this.ledger.run('UPDATE sales_order SET body = ? WHERE sales_order = ?', JSON.stringify(body), salesOrder);
    const requested = changes['RequestedDeliveryDate'];
    if (requested !== undefined) {
      this.ledger.run('UPDATE sales_order_item SET requested_date = ? WHERE sales_order = ?', requested as number | null, salesOrder);
    }
    this.book.refresh(salesOrder);
  }

  item(salesOrder: string, item: string, changes: Row): void {
    const order = this.existing(salesOrder);
    const before = this.book.item(salesOrder, item);
    if (!before) throw refusal('V1/390', [item, salesOrder], 'SalesOrderItem');
    let after = before;
    if (changes['Material'] !== undefined && changes['Material'] !== before.material) throw refusal('V1/393', ['Material'], 'Material');
    if (changes['RequestedQuantity'] !== undefined) after = this.withQuantity(order, after, changes);
    if (changes['SalesDocumentRjcnReason'] !== undefined) after = this.withRejection(after, text(changes, 'SalesDocumentRjcnReason'));
    this.keep(before, { ...after, body: JSON.stringify({ ...(JSON.parse(after.body) as Row), ...otherChanges(changes) }) });
    this.book.refresh(salesOrder);
    if (after.net + after.tax > before.net + before.tax) this.checkCreditAgain(salesOrder);
  }

  /** Adds a line to a saved order, as POST on its `to_Item` does. */
  addItem(salesOrder: string, draft: Draft): { item: string; notices: Notice[] } {
    const order = this.existing(salesOrder);
    const taken = this.book.items(salesOrder).map(({ item }) => Number(item));
    const wanted = Number(text(draft.values, 'SalesOrderItem')) || Math.floor(Math.max(0, ...taken) / 10) * 10 + 10;
    const item = String(wanted).padStart(6, '0');
    if (taken.includes(wanted)) throw refusal('V1/382', [item], 'SalesOrderItem');
    const line: Draft = { values: { ...draft.values, SalesOrderItem: item }, children: draft.children };
    const drafted = draftOrder({ values: headerValues(order), children: { to_Item: [line] } }, this.table);
    this.book.addItem(itemRecord(salesOrder, drafted.items[0]!, line));
    this.book.refresh(salesOrder);
    this.checkCreditAgain(salesOrder);
    return { item, notices: drafted.notices };
  }

  /** Adds a header text, or replaces the one of the same language and id. */
  text(salesOrder: string, written: LongText): void {
    const texts = JSON.parse(this.existing(salesOrder).texts) as LongText[];
    const others = texts.filter(({ Language, LongTextID }) => Language !== written.Language || LongTextID !== written.LongTextID);
    this.set('sales_order', 'texts', JSON.stringify([...others, written]), salesOrder);
    this.book.touch(salesOrder);
  }

  /** A credit representative and a clerk let a blocked document pass: no public service of the product does this. */
  release(salesOrder: string): boolean {
    const released = this.ledger.run(
      `UPDATE sales_order SET credit_status = CASE credit_status WHEN 'B' THEN 'D' ELSE credit_status END, delivery_block = ''
       WHERE sales_order = ? AND (credit_status = 'B' OR delivery_block <> '')`,
      salesOrder,
    );
    if (released > 0) this.book.refresh(salesOrder);
    return released > 0;
  }

  private withQuantity(order: SalesOrderRecord, item: SalesOrderItemRecord, changes: Row): SalesOrderItemRecord {
    if (!isUnit(item.unit)) throw new Error(`item ${item.item} of ${order.sales_order} has unit ${item.unit}`);
    const unit = text(changes, 'RequestedQuantityUnit');
    if (unit && unit !== item.unit) throw refusal('V1/393', ['RequestedQuantityUnit'], 'RequestedQuantityUnit');
    const quantity = checkQuantity(changes, item.item, item.unit);
    if (quantity < item.delivered) throw refusal('V1/391', [item.item, quantityText(item.delivered, item.unit)], 'RequestedQuantity');
    const product = this.table.masterData.product(item.material)!;
    const held = Math.max(0, item.from_stock - item.issued) * item.numerator;
    const available = this.table.stock.available(item.material, item.plant) + held;
    const open = confirmLine(quantity - item.issued, item.unit, item.numerator, product, available, this.table.now());
    return {
      ...item,
      quantity,
      ...worth(item.item, quantity, item.price, item.tax_percent),
      from_stock: item.issued + open.fromStock,
      planned: open.planned,
      planned_date: open.plannedDate,
    };
  }

  private withRejection(item: SalesOrderItemRecord, reason: string): SalesOrderItemRecord {
    if (reason && !REJECTION_REASONS.includes(reason)) throw refusal('V1/394', [reason], 'SalesDocumentRjcnReason');
    if (reason && item.delivered > 0) {
      const found = this.ledger.one<{ delivery: string }>(
        'SELECT delivery FROM delivery_item WHERE sales_order = ? AND sales_order_item = ? LIMIT 1', item.sales_order, item.item,
      );
      throw refusal('V1/392', [item.item, found?.delivery ?? ''], 'SalesDocumentRjcnReason');
    }
    if (reason) return { ...item, rejection: reason, from_stock: 0, planned: 0, planned_date: null };
    if (!item.rejection || !isUnit(item.unit)) return item;
    const product = this.table.masterData.product(item.material)!;
    const available = this.table.stock.available(item.material, item.plant);
    const { fromStock, planned, plannedDate } = confirmLine(item.quantity, item.unit, item.numerator, product, available, this.table.now());
    return { ...item, rejection: '', from_stock: fromStock, planned, planned_date: plannedDate };
  }

  private keep(before: SalesOrderItemRecord, after: SalesOrderItemRecord): void {
    this.table.stock.commit(after.material, after.plant, (after.from_stock - before.from_stock) * after.numerator);
    this.ledger.run(
      `UPDATE sales_order_item SET quantity = ?, net = ?, tax = ?, from_stock = ?, planned = ?, planned_date = ?, rejection = ?, body = ?
       WHERE sales_order = ? AND item = ?`,
      after.quantity, after.net, after.tax, after.from_stock, after.planned, after.planned_date, after.rejection, after.body,
      after.sales_order, after.item,
    );
  }

  private checkCreditAgain(salesOrder: string): void {
    const order = this.existing(salesOrder);
    const status = this.table.credit.check(order.payer, order.net + order.tax, order.currency, order.credit_value);
    this.set('sales_order', 'credit_status', status, salesOrder);
    this.book.refresh(salesOrder);
  }

  private set(table: 'sales_order', column: keyof SalesOrderRecord, value: unknown, salesOrder: string): void {
    this.ledger.run(`UPDATE ${table} SET ${column} = ? WHERE sales_order = ?`, value as string, salesOrder);
  }

  private existing(salesOrder: string): SalesOrderRecord {
    const order = this.book.find(salesOrder);
    if (!order) throw refusal('SD/404', [salesOrder]);
    return order;
  }
}

function otherChanges(changes: Row): Row {
  const { RequestedQuantity, RequestedQuantityUnit, SalesDocumentRjcnReason, Material, ...others } = changes;
  return others;
}

function headerValues(order: SalesOrderRecord): Row {
  return {
    SalesOrderType: order.order_type, SalesOrganization: order.sales_org, DistributionChannel: order.channel,
    OrganizationDivision: order.division, SoldToParty: order.sold_to, TransactionCurrency: order.currency,
    RequestedDeliveryDate: order.requested_date,
  };
}
