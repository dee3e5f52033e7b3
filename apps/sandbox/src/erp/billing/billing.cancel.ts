import type { Ledger } from '../../ledger/ledger.js';
import { refusal } from '../business-messages.js';
import type { BillingTable } from './billing.run.js';
import { isCreditMemo, type BillingItemRecord, type BillingRecord } from './billing.record.js';

/** Cancels an invoice or a credit memo by a cancellation document; deliveries of an invoice can be billed again. Answers the new document's number. */
export function cancelInvoice(billing: string, ledger: Ledger, table: BillingTable): string {
  return ledger.transaction(() => {
    const invoice = ledger.one<BillingRecord>('SELECT * FROM billing WHERE billing = ?', billing);
    if (!invoice) throw refusal('VF/017', [billing]);
    if (invoice.cancels) throw refusal('VF/016', [billing]);
    if (invoice.cancelled) throw refusal('VF/014', [billing]);
    if (invoice.clearing === 'C') throw refusal('VF/015', [billing, clearedBy(invoice, ledger)]);
    const now = table.now();
    const cancellation: BillingRecord = {
      ...invoice,
      billing: ledger.nextNumber('billing'),
      billing_type: isCreditMemo(invoice) ? 'S2' : 'S1',
      cancels: billing,
      clearing: '',
      created_at: now,
      changed_at: now,
      pay_due_at: null,
    };
    cancellation.posting = table.receivables.reverse(invoice, cancellation);
    ledger.insert('billing', cancellation);
    const items = ledger.all<BillingItemRecord>('SELECT * FROM billing_item WHERE billing = ?', billing);
    for (const item of items) {
      ledger.insert('billing_item', { ...item, billing: cancellation.billing });
      if (item.sales_category === 'C') openAgain(item, ledger);
    }
    ledger.run("UPDATE billing SET cancelled = 1, clearing = '', pay_due_at = NULL, changed_at = MAX(?, changed_at + 1) WHERE billing = ?", now, billing);
    const billed = items.filter(({ sales_category }) => sales_category === 'C');
    for (const delivery of new Set(billed.map((item) => item.delivery))) table.deliveries.touch(delivery);
    for (const order of new Set(billed.map((item) => item.sales_order))) table.orders.reckon(order);
    return cancellation.billing;
  });
}

function openAgain(item: BillingItemRecord, ledger: Ledger): void {
  ledger.run("UPDATE delivery SET billing_status = 'A' WHERE delivery = ?", item.delivery);
  ledger.run('UPDATE delivery_item SET billed = 0 WHERE delivery = ? AND item = ?', item.delivery, item.delivery_item);
  ledger.run(
    'UPDATE sales_order_item SET billed = billed - ? WHERE sales_order = ? AND item = ?', item.quantity, item.sales_order, item.sales_order_item,
  );
}

function clearedBy(invoice: BillingRecord, ledger: Ledger): string {
  const row = ledger.one<{ clearing_document: string }>('SELECT clearing_document FROM accounting_item WHERE document = ?', invoice.posting);
  return row?.clearing_document ?? '';
}
