import type { Ledger } from '../../ledger/ledger.js';
import type { BillingItemRecord, BillingRecord } from '../billing/billing.record.js';
import { isCreditMemo } from '../billing/billing.record.js';
import { refusal } from '../business-messages.js';
import { quantityText, scaled } from '../measure.js';
import type { OrderBook } from '../sales-order/order.book.js';
import type { SalesOrderItemRecord } from '../sales-order/sales-order.record.js';
import type { Stock } from '../stock/stock.js';
import type { ClaimItemRecord, ClaimKind, ClaimRecord, ReturnsDeliveryRecord } from './claim.record.js';

export interface ClaimTable {
  orders: OrderBook;
  stock: Stock;
  now(): number;
}

/** A line of an order or of an invoice; thousandths of the sales unit, all that is left when not said. */
export interface ClaimedLine {
  item: string;
  quantity?: number;
}

const RANGES: Readonly<Record<ClaimKind, string>> = { H: 'customer-return', K: 'credit-memo-request' };

/** What customers bring back, and what is asked back for them: returns, their receipts, and requests for credit memos. */
export class ClaimBook {
  constructor(
    private readonly ledger: Ledger,
    private readonly table: ClaimTable,
  ) {}

  find(claim: string): ClaimRecord | undefined {
    return this.ledger.one<ClaimRecord>('SELECT * FROM claim WHERE claim = ?', claim);
  }

  items(claim: string): ClaimItemRecord[] {
    return this.ledger.all<ClaimItemRecord>('SELECT * FROM claim_item WHERE claim = ? ORDER BY item', claim);
  }

  receiptOf(claim: string): ReturnsDeliveryRecord | undefined {
    return this.ledger.one<ReturnsDeliveryRecord>('SELECT * FROM returns_delivery WHERE claim = ?', claim);
  }

  /** Credit memos of a claim that stand, thus without those that were cancelled. */
  creditMemosOf(claim: string): string[] {
    const memos = this.ledger.all<BillingRecord>('SELECT * FROM billing WHERE billing IN (SELECT billing FROM billing_item WHERE sales_order = ?) ORDER BY billing', claim);
    return memos.filter((memo) => isCreditMemo(memo) && !memo.cancelled).map(({ billing }) => billing);
  }

  /**
   * Enters the return of what was shipped: of the named lines, or of all that is out. The goods are not here yet.
   * @returns the number of the return; throws the BusinessError of the first rule that forbids it
   */
  takeBack(salesOrder: string, wanted: readonly ClaimedLine[] | undefined, reason: string): ClaimRecord {
    return this.ledger.transaction(() => {
      const order = this.table.orders.find(salesOrder)!;
      const left = this.table.orders.items(salesOrder).map((item) => ({ item, quantity: item.issued - this.returned(item) }));
      const lines = wanted ?? left.filter(({ quantity }) => quantity > 0).map(({ item }) => ({ item: item.item }));
      if (lines.length === 0) throw refusal('V1/410', [salesOrder], 'order');
      const rows = lines.map((line, index) => {
        const found = left.find(({ item }) => item.item === line.item);
        if (!found) throw refusal('V1/390', [line.item, salesOrder], `lines.${index}.item`);
        const quantity = within(line, found.quantity, found.item.unit, `lines.${index}.quantity`, 'V1/411');
        found.quantity -= quantity;
        return itemOf(found.item, quantity, this.billedFor(found.item, quantity));
      });
      return this.enter('H', order.sales_order, rows, reason);
    });
  }

  /** The goods are back: in stock, and free for others. */
  receive(claim: string): ReturnsDeliveryRecord {
    return this.ledger.transaction(() => {
      const { rejected } = this.existingReturn(claim);
      if (rejected) throw refusal('V1/412', [claim], 'return');
      const earlier = this.receiptOf(claim);
      if (earlier) throw refusal('VL/630', [claim, earlier.delivery], 'return');
      for (const { material, plant, quantity, numerator } of this.items(claim)) this.table.stock.receive(material, plant, quantity * numerator);
      const receipt: ReturnsDeliveryRecord = { delivery: this.ledger.nextNumber('returns-delivery'), claim, created_at: this.table.now() };
      this.ledger.insert('returns_delivery', receipt);
      return receipt;
    });
  }

  /** The customer keeps the goods: every item is rejected. */
  reject(claim: string): void {
    this.ledger.transaction(() => {
      const { rejected } = this.existingReturn(claim);
      const receipt = this.receiptOf(claim);
      if (rejected) throw refusal('V1/412', [claim], 'return');
      if (receipt) throw refusal('VL/630', [claim, receipt.delivery], 'return');
      this.ledger.run('UPDATE claim SET rejected = 1, changed_at = MAX(?, changed_at + 1) WHERE claim = ?', this.table.now(), claim);
    });
  }

  existingReturn(claim: string): ClaimRecord {
    const found = this.find(claim);
    if (found?.kind !== 'H') throw refusal('SD/404', [claim], 'return');
    return found;
  }

  /** Enters a request for a credit memo about items of an invoice; amounts are those of the invoice, by quantity. */
  request(items: readonly ClaimItemRecord[], reason: string): ClaimRecord {
    return this.enter('K', items[0]!.sales_order, items, reason);
  }

  private enter(kind: ClaimKind, salesOrder: string, items: readonly ClaimItemRecord[], reason: string): ClaimRecord {
    const order = this.table.orders.find(salesOrder)!;
    const now = this.table.now();
    const { sold_to, payer, sales_org, channel, division, purchase_order, currency } = order;
    const net = items.reduce((sum, item) => sum + item.net, 0);
    const record: ClaimRecord = {
      claim: this.ledger.nextNumber(RANGES[kind]), kind, sales_order: salesOrder, sold_to, payer, sales_org, channel, division, purchase_order,
      currency, net, reason, rejected: 0, created_at: now, changed_at: now,
    };
    this.ledger.insert('claim', record);
    items.forEach((item, index) => {
      this.ledger.insert('claim_item', { ...item, claim: record.claim, item: String(index * 10 + 10).padStart(6, '0') });
    });
    return record;
  }

  /** What of an item is in returns that were not rejected. */
  private returned({ sales_order, item }: SalesOrderItemRecord): number {
    const sql = `SELECT COALESCE(SUM(i.quantity), 0) AS n FROM claim_item i JOIN claim c USING (claim)
      WHERE i.sales_order = ? AND i.sales_order_item = ? AND c.kind = 'H' AND c.rejected = 0`;
    return this.ledger.one<{ n: number }>(sql, sales_order, item)!.n;
  }

  /** The item of an invoice that holds as much of the order's item, if there is one. */
  private billedFor({ sales_order, item }: SalesOrderItemRecord, quantity: number): BillingItemRecord | undefined {
    const sql = `SELECT i.* FROM billing_item i JOIN billing b USING (billing)
      WHERE i.sales_order = ? AND i.sales_order_item = ? AND i.quantity >= ? AND b.billing_type = 'F2' AND b.cancelled = 0 ORDER BY i.billing LIMIT 1`;
    return this.ledger.one<BillingItemRecord>(sql, sales_order, item, quantity);
  }
}

/** The quantity that a line asks for: all that is left when it says none. Throws when that is more, or nothing. */
export function within({ item, quantity }: ClaimedLine, left: number, unit: string, field: string, tooMuch: 'V1/411' | 'VF/020'): number {
  const asked = quantity ?? left;
  if (asked <= 0 && quantity !== undefined) throw refusal('V1/385', [item], field);
  if (asked > left || asked <= 0) throw refusal(tooMuch, [quantityText(Math.max(0, left), unit), unit, item], field);
  return asked;
}

function itemOf(ordered: SalesOrderItemRecord, quantity: number, billed: BillingItemRecord | undefined): ClaimItemRecord {
  const { sales_order, item: sales_order_item, material, plant, unit, numerator, denominator } = ordered;
  const [reference, reference_item, reference_category] = billed ? ([billed.billing, billed.item, 'M'] as const) : ([sales_order, sales_order_item, 'C'] as const);
  const amounts = { net: scaled(ordered.net, quantity, ordered.quantity), tax: scaled(ordered.tax, quantity, ordered.quantity) };
  return { claim: '', item: '', reference, reference_item, reference_category, sales_order, sales_order_item, material, plant, quantity, unit, numerator, denominator, ...amounts };
}
