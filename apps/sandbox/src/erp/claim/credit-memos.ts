import type { Ledger } from '../../ledger/ledger.js';
import type { BillingItemRecord, BillingRecord } from '../billing/billing.record.js';
import { refusal } from '../business-messages.js';
import { scaled } from '../measure.js';
import type { Receivables } from '../receivables/receivables.js';
import { within, type ClaimBook, type ClaimedLine } from './claim.book.js';
import type { ClaimItemRecord, ClaimRecord } from './claim.record.js';

export interface CreditTable {
  claims: ClaimBook;
  receivables: Receivables;
  now(): number;
}

/** An item of an invoice, and what of it no credit memo has taken back yet. */
interface Creditable {
  billed: BillingItemRecord;
  credited: number;
}

/** Credit memos: billed from a return whose goods are back, or from a request that names an invoice; never more than was invoiced. */
export class CreditMemos {
  constructor(
    private readonly ledger: Ledger,
    private readonly table: CreditTable,
  ) {}

  /** Credits an invoice: the named items of it, or all that is left. Answers the number of the credit memo. */
  ofInvoice(billing: string, wanted: readonly ClaimedLine[] | undefined, reason: string): string {
    return this.ledger.transaction(() => {
      const invoice = this.invoice(billing);
      const left = this.itemsOf(billing);
      const lines = wanted ?? left.filter(({ billed, credited }) => credited < billed.quantity).map(({ billed }) => ({ item: billed.item }));
      if (lines.length === 0) throw refusal('VF/021', [billing], 'invoice');
      const items = lines.map((line, index) => {
        const found = left.find(({ billed }) => billed.item === line.item);
        if (!found) throw refusal('VF/022', [line.item, billing], `lines.${index}.item`);
        const quantity = within(line, found.billed.quantity - found.credited, found.billed.unit, `lines.${index}.quantity`, 'VF/020');
        const item = claimItem(found, quantity);
        found.credited += quantity;
        return item;
      });
      return this.bill(this.table.claims.request(items, reason), items, invoice);
    });
  }

  /** Credits a return whose goods are back. Answers the number of the credit memo. */
  ofReturn(claim: string): string {
    return this.ledger.transaction(() => {
      const { claims } = this.table;
      const taken = claims.existingReturn(claim);
      if (!claims.receiptOf(claim)) throw refusal('VF/023', [claim], 'return');
      const [earlier] = claims.creditMemosOf(claim);
      if (earlier) throw refusal('VF/024', [claim, earlier], 'return');
      const items = claims.items(claim);
      const [first] = items;
      if (first?.reference_category !== 'M' || items.some(({ reference }) => reference !== first.reference)) throw refusal('VF/025', [claim], 'return');
      const left = this.itemsOf(first.reference);
      const priced = items.map((item) => {
        const found = left.find(({ billed }) => billed.item === item.reference_item)!;
        within(item, found.billed.quantity - found.credited, item.unit, 'return', 'VF/020');
        const { net, tax } = claimItem(found, item.quantity);
        found.credited += item.quantity;
        return { ...item, net, tax };
      });
      return this.bill(taken, priced, this.invoice(first.reference));
    });
  }

  private invoice(billing: string): BillingRecord {
    const invoice = this.ledger.one<BillingRecord>('SELECT * FROM billing WHERE billing = ?', billing);
    if (invoice?.billing_type !== 'F2') throw refusal('VF/017', [billing], 'invoice');
    if (invoice.cancelled) throw refusal('VF/014', [billing], 'invoice');
    return invoice;
  }

  private itemsOf(billing: string): Creditable[] {
    const sql = `SELECT COALESCE(SUM(i.quantity), 0) AS n FROM billing_item i JOIN billing b USING (billing)
      JOIN claim_item c ON c.claim = i.sales_order AND c.item = i.sales_order_item
      WHERE c.reference = ? AND c.reference_item = ? AND b.billing_type IN ('G2', 'RE') AND b.cancelled = 0`;
    return this.ledger.all<BillingItemRecord>('SELECT * FROM billing_item WHERE billing = ? ORDER BY item', billing)
      .map((billed) => ({ billed, credited: this.ledger.one<{ n: number }>(sql, billing, billed.item)!.n }));
  }

  private bill({ claim, kind }: ClaimRecord, items: readonly ClaimItemRecord[], invoice: BillingRecord): string {
    const now = this.table.now();
    const sum = (column: 'net' | 'tax') => items.reduce((total, item) => total + item[column], 0);
    const memo: BillingRecord = {
      ...invoice, billing: this.ledger.nextNumber('billing'), billing_type: kind === 'H' ? 'RE' : 'G2', net: sum('net'), tax: sum('tax'),
      cancels: '', cancelled: 0, clearing: 'A', created_at: now, changed_at: now, pay_due_at: null,
    };
    memo.posting = this.table.receivables.postCreditMemo(memo, invoice);
    this.ledger.insert('billing', memo);
    items.forEach((item, index) => this.ledger.insert('billing_item', this.billedItem(memo.billing, claim, kind, item, index)));
    return memo.billing;
  }

  private billedItem(billing: string, claim: string, kind: string, item: ClaimItemRecord, index: number): BillingItemRecord {
    const number = String(index * 10 + 10).padStart(6, '0');
    const { price, tax_percent } = this.ledger.one<BillingItemRecord>('SELECT * FROM billing_item WHERE billing = ? AND item = ?', item.reference, item.reference_item)!;
    const { material, plant, quantity, unit, numerator, denominator, net, tax } = item;
    return {
      billing, item: number, delivery: claim, delivery_item: number, sales_order: claim, sales_order_item: number, sales_category: kind,
      material, plant, quantity, unit, numerator, denominator, price, tax_percent, net, tax,
    };
  }
}

/** The part of an invoice's item that falls on `quantity` after what was credited: the parts add up to the item. */
function claimItem({ billed, credited }: Creditable, quantity: number): ClaimItemRecord {
  const share = (column: 'net' | 'tax') => scaled(billed[column], credited + quantity, billed.quantity) - scaled(billed[column], credited, billed.quantity);
  const { billing: reference, item: reference_item, sales_order, sales_order_item, material, plant, unit, numerator, denominator } = billed;
  return {
    claim: '', item: '', reference, reference_item, reference_category: 'M', sales_order, sales_order_item, material, plant, quantity, unit, numerator,
    denominator, net: share('net'), tax: share('tax'),
  };
}
