import type { Ledger } from '../../ledger/ledger.js';
import type { AccountingItemRecord, BillingRecord } from '../billing/billing.record.js';
import { DAY_MS, dateOf, yearOf } from '../calendar.js';
import type { Credit } from '../credit/credit.js';
import { paymentTerms } from '../master-data/payment-terms.js';
import { SALES_ORGANISATIONS } from '../master-data/sales-area.js';
import { scaled } from '../measure.js';

/** Invoices one payment run clears at most, so that a backlog does not hold up the callers of the API. */
const INVOICES_PER_RUN = 200;

export interface Payment {
  document: string;
  billing: string;
  amount: number;
  cashDiscount: number;
}

/** The customers' accounts: receivables posted by billing, payments that clear them. */
export class Receivables {
  constructor(
    private readonly ledger: Ledger,
    private readonly table: { credit: Credit; now(): number },
  ) {}

  /** Posts the receivable of an invoice; answers its accounting document. */
  postInvoice(invoice: BillingRecord): string {
    const gross = invoice.net + invoice.tax;
    const document = this.ledger.nextNumber('invoice-posting');
    this.post(document, 'RV', invoice, gross, invoice.billing);
    this.table.credit.move(invoice.payer, 0, this.table.credit.value(invoice.payer, gross, invoice.currency));
    return document;
  }

  /** Pays what is due by `at`. */
  run(at: number): Payment[] {
    const due = this.ledger.all<BillingRecord>(
      'SELECT * FROM billing WHERE pay_due_at IS NOT NULL AND pay_due_at <= ? ORDER BY pay_due_at LIMIT ?', at, INVOICES_PER_RUN,
    );
    return due.length === 0 ? [] : this.ledger.transaction(() => due.map((invoice) => this.pay(invoice)));
  }

  /** Pays open invoices now, due or not: one of them, those of one order, or all. */
  runNow(of: { billing?: string; salesOrder?: string } = {}): Payment[] {
    const open = "SELECT * FROM billing WHERE clearing = 'A'";
    const invoices =
      of.billing !== undefined
        ? this.ledger.all<BillingRecord>(`${open} AND billing = ?`, of.billing)
        : of.salesOrder !== undefined
          ? this.ledger.all<BillingRecord>(`${open} AND billing IN (SELECT billing FROM billing_item WHERE sales_order = ?)`, of.salesOrder)
          : this.ledger.all<BillingRecord>(open);
    return this.ledger.transaction(() => invoices.map((invoice) => this.pay(invoice)));
  }

  /** Clears an invoice that is cancelled with its reversal: no money moves. */
  reverse(invoice: BillingRecord, cancellation: BillingRecord): string {
    const document = this.ledger.nextNumber('reversal-posting');
    const gross = invoice.net + invoice.tax;
    this.post(document, 'AB', cancellation, -gross, cancellation.billing);
    this.clear(invoice.posting, document, 0);
    this.clear(document, document, 0);
    this.table.credit.move(invoice.payer, 0, -this.table.credit.value(invoice.payer, gross, invoice.currency));
    return document;
  }

  /**
   * The customer pays, less the cash discount its terms allow. Clearing leaves the change time of the billing document
   * alone, as it does in the product: who polls invoices by change time does not see it.
   */
  private pay(invoice: BillingRecord): Payment {
    const gross = invoice.net + invoice.tax;
    const { discountPercent } = paymentTerms(invoice.payment_terms);
    const cashDiscount = scaled(gross, discountPercent, 100);
    const document = this.ledger.nextNumber('payment-posting');
    this.post(document, 'DZ', invoice, cashDiscount - gross, '');
    this.clear(document, document, 0);
    this.clear(invoice.posting, document, cashDiscount);
    this.ledger.run("UPDATE billing SET clearing = 'C', pay_due_at = NULL WHERE billing = ?", invoice.billing);
    this.table.credit.move(invoice.payer, 0, -this.table.credit.value(invoice.payer, gross, invoice.currency));
    return { document, billing: invoice.billing, amount: gross - cashDiscount, cashDiscount };
  }

  private post(document: string, type: AccountingItemRecord['document_type'], of: BillingRecord, amount: number, billing: string): void {
    const now = this.table.now();
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
    };
    this.ledger.insert('accounting_item', record);
  }

  private clear(document: string, by: string, cashDiscount: number): void {
    this.ledger.run(
      'UPDATE accounting_item SET cleared_at = ?, clearing_document = ?, cash_discount = ? WHERE document = ?',
      this.table.now(), by, cashDiscount, document,
    );
  }
}
