import type { Ledger } from '../../ledger/ledger.js';
import { isCreditMemo, type AccountingItemRecord, type BillingRecord } from '../billing/billing.record.js';
import { refusal } from '../business-messages.js';
import type { Credit } from '../credit/credit.js';
import { paymentTerms } from '../master-data/payment-terms.js';
import { scaled } from '../measure.js';
import { AccountBook } from './account.book.js';
import { settle, type Settlement, type WantedPayment } from './settlement.js';

/** Invoices one payment run clears at most, so that a backlog does not hold up the callers of the API. */
const INVOICES_PER_RUN = 200;

export interface Payment extends Settlement {
  document: string;
  billing: string;
}

/** The customers' accounts: receivables posted by billing, payments that clear them. */
export class Receivables {
  private readonly accounts: AccountBook;

  constructor(
    private readonly ledger: Ledger,
    private readonly table: { credit: Credit; now(): number },
  ) {
    this.accounts = new AccountBook(ledger, () => table.now());
  }

  /** Posts the receivable of an invoice; answers its accounting document. */
  postInvoice(invoice: BillingRecord): string {
    const gross = invoice.net + invoice.tax;
    const document = this.ledger.nextNumber('invoice-posting');
    this.accounts.post(document, 'RV', invoice, gross, { billing: invoice.billing });
    this.moveOpen(invoice, 0, gross);
    return document;
  }

  /**
   * Posts a credit memo: beside the invoice it is for as long as that is open by as much, so that they clear together;
   * else it stands on the account for itself, as the customer's money. Answers its accounting document.
   */
  postCreditMemo(memo: BillingRecord, invoice: BillingRecord): string {
    const gross = memo.net + memo.tax;
    const document = this.ledger.nextNumber('invoice-posting');
    const isNetted = gross <= this.openAmount(invoice);
    this.accounts.post(document, 'RV', memo, -gross, { billing: memo.billing, ...(isNetted && { invoice: invoice.posting }) });
    this.moveOpen(memo, 0, -gross);
    return document;
  }

  /** Cents of an invoice that are open: less than its gross after partial payments, none when it is cleared or cancelled. */
  openAmount(invoice: BillingRecord): number {
    return invoice.clearing === 'A' ? this.accounts.balance(invoice.posting) : 0;
  }

  /** Pays what is due by `at`. */
  run(at: number): Payment[] {
    const due = this.ledger.all<BillingRecord>(
      'SELECT * FROM billing WHERE pay_due_at IS NOT NULL AND pay_due_at <= ? ORDER BY pay_due_at LIMIT ?', at, INVOICES_PER_RUN,
    );
    return due.length === 0 ? [] : this.ledger.transaction(() => due.map((invoice) => this.settle(invoice, {})));
  }

  /** Pays open invoices now, due or not: one of them, those of one order, or all. */
  runNow(of: { billing?: string; salesOrder?: string } = {}): Payment[] {
    const open = "SELECT * FROM billing WHERE clearing = 'A' AND billing_type = 'F2'";
    const invoices =
      of.billing !== undefined
        ? this.ledger.all<BillingRecord>(`${open} AND billing = ?`, of.billing)
        : of.salesOrder !== undefined
          ? this.ledger.all<BillingRecord>(`${open} AND billing IN (SELECT billing FROM billing_item WHERE sales_order = ?)`, of.salesOrder)
          : this.ledger.all<BillingRecord>(open);
    return this.ledger.transaction(() => invoices.map((invoice) => this.settle(invoice, {})));
  }

  /** A payment of one invoice as the customer or a clerk wants it: in part, or short by what is granted. */
  pay(billing: string, wanted: WantedPayment): Payment {
    return this.ledger.transaction(() => {
      const invoice = this.ledger.one<BillingRecord>('SELECT * FROM billing WHERE billing = ?', billing);
      if (!invoice) throw refusal('VF/017', [billing], 'invoice');
      if (invoice.clearing !== 'A' || isCreditMemo(invoice)) throw refusal('F5/201', [billing], 'invoice');
      return this.settle(invoice, wanted);
    });
  }

  /**
   * Takes a payment back, as after a return of a direct debit: what it cleared is open again, and the payment and its
   * reversal clear each other. Answers the reversal's document and the invoices that are open again.
   */
  reversePayment(document: string): { reversal: string; invoices: string[] } {
    return this.ledger.transaction(() => {
      const payment = this.accounts.find(document);
      if (payment?.document_type !== 'DZ') throw refusal('SD/404', [document], 'payment');
      if (payment.is_reversed) throw refusal('F5/361', [document, payment.clearing_document], 'payment');
      const isPartial = payment.invoice_reference !== '';
      if (isPartial && payment.cleared_at !== null) throw refusal('F5/362', [document, payment.clearing_document], 'payment');
      const cleared = this.accounts.clearedBy(document).filter((item) => item.document !== document);
      const postings = isPartial ? [payment.invoice_reference] : cleared.filter(isReceivable).map((item) => item.document);
      const before = postings.map((posting) => this.accounts.balance(posting));
      for (const item of cleared) {
        this.accounts.reopen(item.document);
        if (item.billing && !isReceivable(item)) this.ledger.run("UPDATE billing SET clearing = 'A' WHERE billing = ?", item.billing);
      }
      const reversal = this.ledger.nextNumber('reversal-posting');
      this.accounts.postReversal(reversal, payment);
      const invoices = postings.map((posting) => this.invoiceOf(posting));
      invoices.forEach((invoice, index) => {
        // Nothing pays it again by itself: the customer who took the money back has a reason.
        this.ledger.run("UPDATE billing SET clearing = 'A', pay_due_at = NULL WHERE billing = ? AND cancelled = 0", invoice.billing);
        this.moveOpen(invoice, before[index]!, this.accounts.balance(invoice.posting));
      });
      return { reversal, invoices: invoices.map(({ billing }) => billing) };
    });
  }

  /** Clears an invoice or a credit memo that is cancelled with its reversal: no money moves. */
  reverse(invoice: BillingRecord, cancellation: BillingRecord): string {
    const document = this.ledger.nextNumber('reversal-posting');
    const open = this.accounts.balance(invoice.posting);
    const gross = invoice.net + invoice.tax;
    this.accounts.post(document, 'AB', cancellation, isCreditMemo(invoice) ? gross : -gross, { billing: cancellation.billing });
    this.accounts.clear(invoice.posting, document);
    this.accounts.clear(document, document);
    // Partial payments stay on the account, as the customer's money.
    this.moveOpen(invoice, open, this.accounts.balance(invoice.posting));
    return document;
  }

  /**
   * Posts a payment. One that leaves a rest stands open beside the invoice it names, as a partial payment does in the
   * product; one that does not clears the invoice and the partial payments and credit memos before it. Clearing leaves the change time
   * of the billing document alone, as it does in the product: who polls invoices by change time does not see it.
   */
  private settle(invoice: BillingRecord, wanted: WantedPayment): Payment {
    const { billing, posting } = invoice;
    const open = this.openAmount(invoice);
    const allowed = scaled(invoice.net + invoice.tax, paymentTerms(invoice.payment_terms).discountPercent, 100);
    const settlement = settle(billing, open, allowed, wanted);
    const document = this.ledger.nextNumber('payment-posting');
    if (settlement.rest > 0) {
      this.accounts.post(document, 'DZ', invoice, -settlement.amount, { invoice: posting });
      // The rest comes when somebody says so, not with the next run.
      this.ledger.run('UPDATE billing SET pay_due_at = NULL WHERE billing = ?', billing);
    } else {
      const earlier = this.accounts.partialPayments(posting);
      this.accounts.post(document, 'DZ', invoice, -settlement.amount);
      this.accounts.clear(document, document);
      for (const partial of earlier) {
        this.accounts.clear(partial.document, document);
        if (partial.billing) this.ledger.run("UPDATE billing SET clearing = 'C' WHERE billing = ?", partial.billing);
      }
      this.accounts.clear(posting, document, settlement);
      this.ledger.run("UPDATE billing SET clearing = 'C', pay_due_at = NULL WHERE billing = ?", billing);
    }
    this.moveOpen(invoice, open, settlement.rest);
    return { document, billing, ...settlement };
  }

  /** Brings the payer's exposure from one open amount of an invoice to another; differences, so that rounding never adds up. */
  private moveOpen(invoice: BillingRecord, before: number, after: number): void {
    const value = (cents: number) => this.table.credit.value(invoice.payer, cents, invoice.currency);
    this.table.credit.move(invoice.payer, 0, value(after) - value(before));
  }

  private invoiceOf(posting: string): BillingRecord {
    return this.ledger.one<BillingRecord>('SELECT * FROM billing WHERE billing = ?', this.accounts.find(posting)!.billing)!;
  }
}

/** An invoice's own line: a credit memo is posted by billing as well, as the customer's. */
function isReceivable({ document_type, amount }: AccountingItemRecord): boolean {
  return document_type === 'RV' && amount > 0;
}
