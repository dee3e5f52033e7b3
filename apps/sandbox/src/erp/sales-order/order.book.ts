import type { Draft, Notice, Row } from '../../odata/source.js';
import type { Ledger } from '../../ledger/ledger.js';
import { warning } from '../business-messages.js';
import { flag, rest, text } from '../draft-value.js';
import { scaled } from '../measure.js';
import { draftOrder, type DraftedItem, type DraftingTable, type OrderDraft } from './order.draft.js';
import { finalQuantity, itemDeliveryStatus, overall, type LongText, type SalesOrderItemRecord, type SalesOrderRecord } from './sales-order.record.js';

/** Header properties that have a column, or that the ERP sets itself. */
const HEADER_COLUMNS = new Set([
  'SalesOrder', 'SalesOrderType', 'SalesOrganization', 'DistributionChannel', 'OrganizationDivision', 'SoldToParty',
  'PurchaseOrderByCustomer', 'PurchaseOrderByShipToParty', 'TransactionCurrency', 'RequestedDeliveryDate',
  'DeliveryBlockReason', 'HeaderBillingBlockReason',
]);
const ITEM_COLUMNS = new Set([
  'SalesOrder', 'SalesOrderItem', 'Material', 'RequestedQuantity', 'RequestedQuantityUnit', 'RequestedQuantitySAPUnit',
  'RequestedQuantityISOUnit', 'SalesDocumentRjcnReason', 'ProductionPlant', 'ShippingPoint', 'SalesOrderItemCategory',
]);

/** Sales orders in the ledger: what is read, created and kept consistent. Rules that change them are in `order.change.ts`. */
export class OrderBook {
  constructor(
    private readonly ledger: Ledger,
    private readonly table: DraftingTable,
  ) {}

  find(salesOrder: string): SalesOrderRecord | undefined {
    return this.ledger.one<SalesOrderRecord>('SELECT * FROM sales_order WHERE sales_order = ?', salesOrder);
  }

  items(salesOrder: string): SalesOrderItemRecord[] {
    return this.ledger.all<SalesOrderItemRecord>('SELECT * FROM sales_order_item WHERE sales_order = ? ORDER BY item', salesOrder);
  }

  item(salesOrder: string, item: string): SalesOrderItemRecord | undefined {
    return this.ledger.one<SalesOrderItemRecord>('SELECT * FROM sales_order_item WHERE sales_order = ? AND item = ?', salesOrder, item);
  }

  /** Creates an order. A block does not refuse it: it is created blocked, and refused at delivery. */
  create(draft: Draft): { order: SalesOrderRecord; notices: Notice[] } {
    return this.ledger.transaction(() => {
      const drafted = draftOrder(draft, this.table);
      const notices = [...drafted.notices, ...this.repeatedPurchaseOrder(draft, drafted)];
      const order = this.header(draft, drafted);
      this.ledger.insert('sales_order', order);
      const lines = draft.children['to_Item'] ?? [];
      drafted.items.forEach((item, index) => this.addItem(itemRecord(order.sales_order, item, lines[index]!)));
      this.reckon(order.sales_order);
      return { order: this.find(order.sales_order)!, notices };
    });
  }

  addItem(item: SalesOrderItemRecord): void {
    this.ledger.insert('sales_order_item', item);
    this.table.stock.commit(item.material, item.plant, item.from_stock * item.numerator);
  }

  /** Brings sums, statuses and the customer's exposure in line with the items, as a change of the document. */
  refresh(salesOrder: string): void {
    this.reckon(salesOrder);
    this.touch(salesOrder);
  }

  /**
   * Moves the change time, once and at the end of the unit of work: several changes of one document in a changeset
   * share the ETag they were sent with.
   */
  touch(salesOrder: string): void {
    this.ledger.onCommit(`sales-order ${salesOrder}`, () => {
      this.ledger.run('UPDATE sales_order SET changed_at = MAX(?, changed_at + 1) WHERE sales_order = ?', this.table.now(), salesOrder);
    });
  }

  /** The same without a change of the document: billing a delivery does not change the order itself. */
  reckon(salesOrder: string): void {
    const order = this.find(salesOrder)!;
    const items = this.items(salesOrder);
    const live = items.filter((item) => !item.rejection);
    const status = overall(items.map(itemDeliveryStatus));
    const rejection = live.length === items.length ? 'A' : live.length === 0 ? 'C' : 'B';
    const unbilled = live.reduce((total, item) => total + openValue(item), 0);
    const creditValue = order.credit_status === 'B' ? 0 : this.table.credit.value(order.payer, unbilled, order.currency);
    this.table.credit.move(order.payer, creditValue - order.credit_value, 0);
    this.ledger.run(
      `UPDATE sales_order SET net = ?, tax = ?, credit_value = ?, process_status = ?, delivery_status = ?, rejection_status = ?
       WHERE sales_order = ?`,
      sum(live, 'net'), sum(live, 'tax'), creditValue, status, status, rejection, salesOrder,
    );
  }

  private header(draft: Draft, drafted: OrderDraft): SalesOrderRecord {
    const { values, children } = draft;
    const { header } = drafted;
    const now = this.table.now();
    return {
      sales_order: this.ledger.nextNumber('sales-order'),
      order_type: header.orderType,
      sales_org: header.organisation.salesOrganization,
      channel: header.channel,
      division: header.division,
      sold_to: header.soldTo.customer,
      ship_to: header.partners.SH,
      payer: header.partners.PY,
      reference: text(values, 'PurchaseOrderByShipToParty'),
      purchase_order: text(values, 'PurchaseOrderByCustomer'),
      currency: header.currency,
      net: drafted.net,
      tax: drafted.tax,
      credit_value: 0,
      credit_status: drafted.creditStatus,
      delivery_block: drafted.deliveryBlock,
      billing_block: text(values, 'HeaderBillingBlockReason'),
      process_status: 'A',
      delivery_status: 'A',
      rejection_status: 'A',
      requested_date: drafted.requestedDate,
      created_at: now,
      changed_at: now,
      partners: JSON.stringify(header.partners),
      texts: JSON.stringify(longTexts(children['to_Text'])),
      body: JSON.stringify(rest(values, HEADER_COLUMNS)),
    };
  }

  private repeatedPurchaseOrder(draft: Draft, drafted: OrderDraft): Notice[] {
    const number = text(draft.values, 'PurchaseOrderByCustomer');
    if (!number) return [];
    const earlier = this.ledger.one<{ sales_order: string }>(
      'SELECT sales_order FROM sales_order WHERE sold_to = ? AND purchase_order = ? LIMIT 1',
      drafted.header.soldTo.customer,
      number,
    );
    return earlier ? [warning('V4/115', [number, earlier.sales_order])] : [];
  }
}

export function itemRecord(salesOrder: string, drafted: DraftedItem, line: Draft): SalesOrderItemRecord {
  const rejection = text(line.values, 'SalesDocumentRjcnReason');
  return {
    sales_order: salesOrder,
    item: drafted.item,
    material: drafted.product.product,
    plant: drafted.plant,
    quantity: drafted.quantity,
    unit: drafted.unit,
    numerator: drafted.numerator,
    denominator: 1,
    price: drafted.price,
    tax_percent: drafted.taxPercent,
    net: drafted.net,
    tax: drafted.tax,
    requested_date: drafted.requestedDate,
    from_stock: rejection ? 0 : drafted.fromStock,
    planned: rejection ? 0 : drafted.planned,
    planned_date: rejection ? null : drafted.plannedDate,
    delivered: 0,
    issued: 0,
    billed: 0,
    under_tolerance: drafted.under_tolerance,
    over_tolerance: drafted.over_tolerance,
    unlimited_over: drafted.unlimited_over,
    rejection,
    texts: JSON.stringify(longTexts(line.children['to_Text'])),
    body: JSON.stringify(rest(line.values, ITEM_COLUMNS)),
  };
}

export function wantsCompleteDelivery(order: SalesOrderRecord): boolean {
  return flag(JSON.parse(order.body) as Row, 'CompleteDeliveryIsDefined');
}

/** Gross value of what is not billed yet; of an item that was delivered within its tolerance that is all there will be. */
function openValue(item: SalesOrderItemRecord): number {
  return scaled(item.net + item.tax, Math.max(0, finalQuantity(item) - item.billed), item.quantity);
}

function longTexts(drafts: Draft[] = []): LongText[] {
  return drafts.map(({ values }) => ({
    Language: text(values, 'Language') || 'EN',
    LongTextID: text(values, 'LongTextID'),
    LongText: text(values, 'LongText'),
  }));
}

function sum(items: SalesOrderItemRecord[], column: 'net' | 'tax'): number {
  return items.reduce((total, item) => total + item[column], 0);
}
