import type { Ledger } from '../../ledger/ledger.js';
import type { AccountingItemRecord, BillingRecord } from '../billing/billing.record.js';
import { DAY_MS, dateOf, yearOf } from '../calendar.js';
import { paymentTerms } from '../master-data/payment-terms.js';
import { SALES_ORGANISATIONS } from '../master-data/sales-area.js';

/** What a line on a customer's account is about. */
export interface PostingReference {
  /** Billing document of a receivable or of its reversal. */
  billing?: string;
  /** Accounting document of the invoice that a partial payment or a credit memo is for. */
  invoice?: string;
}

/** The lines on the customers' accounts. Amounts in cents; credits are negative. */
export class AccountBook {
  constructor(
    private readonly ledger: Ledger,
    private readonly now: () => number,
  ) {}

  find(document: string): AccountingItemRecord | undefined {
    return this.ledger.one<AccountingItemRecord>('SELECT * FROM accounting_item WHERE document = ?', document);
  }

  clearedBy(document: string): AccountingItemRecord[] {
    return this.ledger.all<AccountingItemRecord>('SELECT * FROM accounting_item WHERE clearing_document = ? ORDER BY document', document);
  }

  /** Partial payments and credit memos of an invoice that nothing has cleared yet. */
  partialPayments(posting: string): AccountingItemRecord[] {
    return this.ledger.all<AccountingItemRecord>('SELECT * FROM accounting_item WHERE invoice_reference = ? AND cleared_at IS NULL ORDER BY document', posting);
  }

  /** Cents of a receivable and of the partial payments and credit memos beside it that nothing has cleared. */
  balance(posting: string): number {
    const receivable = this.find(posting);
    const own = receivable?.cleared_at === null ? receivable.amount : 0;
    return this.partialPayments(posting).reduce((open, payment) => open + payment.amount, own);
  }

  post(document: string, type: AccountingItemRecord['document_type'], of: BillingRecord, amount: number, { billing = '', invoice = '' }: PostingReference = {}): void {
    const now = this.now();
    const record: AccountingItemRecord = {
      document,
      company: SALES_ORGANISATIONS[of.sales_org]?.companyCode ?? of.sales_org,
      fiscal_year: yearOf(now),
      document_type: type,
      customer: of.payer,
      billing,
      amount,
      currency: of.currency,
      payment_terms: of.payment_terms,
      posted_at: now,
      due_at: dateOf(now) + paymentTerms(of.payment_terms).netDays * DAY_MS,
      cash_discount: 0,
      cleared_at: null,
      clearing_document: '',
      invoice_reference: invoice,
      written_off: 0,
      is_reversed: 0,
    };
    this.ledger.insert('accounting_item', record);
  }

  /** The reversal of a posted line: the same the other way round; each clears the other. */
  postReversal(document: string, of: AccountingItemRecord): void {
    const now = this.now();
    this.ledger.insert('accounting_item', {
      ...of, document, document_type: 'AB', amount: -of.amount, invoice_reference: '', fiscal_year: yearOf(now), posted_at: now, due_at: dateOf(now),
    });
    this.clear(of.document, document);
    this.clear(document, document);
    this.ledger.run('UPDATE accounting_item SET is_reversed = 1 WHERE document = ?', of.document);
  }

  clear(document: string, by: string, { cashDiscount = 0, writeOff = 0 } = {}): void {
    this.ledger.run(
      'UPDATE accounting_item SET cleared_at = ?, clearing_document = ?, cash_discount = ?, written_off = ? WHERE document = ?',
      this.now(), by, cashDiscount, writeOff, document,
    );
  }

  reopen(document: string): void {
    this.ledger.run(
      "UPDATE accounting_item SET cleared_at = NULL, clearing_document = '', cash_discount = 0, written_off = 0 WHERE document = ?", document,
    );
  }
}
