import { currencyScale, exact, money, type Money, type Payment } from '#canonical';
import { amount } from '../sales-order/sales-order.mapper.js';
import type { InvoiceRow, ReceivableRow } from './invoice.wire.js';

/** What the customer's account says of one billing document. */
export interface InvoiceAccount {
  /** Its receivable: more than one line when it is due in instalments. */
  own: ReceivableRow[];
  /** Credits that refer to it: payments on account, and credit memos. What was taken back is not among them. */
  credits: ReceivableRow[];
  /** The rest of it where a payment cleared it and left the difference as a receivable of its own. */
  residual: ReceivableRow[];
}

/**
 * @param receivables rows of the customers' accounts, of this and of other documents. A reference is a number within a
 * company and a fiscal year: the same number in another company is another invoice.
 */
export function accountOf(row: InvoiceRow, receivables: readonly ReceivableRow[]): InvoiceAccount {
  const own = receivables.filter(({ BillingDocument }) => BillingDocument === row.BillingDocument);
  const [first] = own;
  const about = receivables.filter(
    (each) =>
      first !== undefined &&
      each.BillingDocument !== row.BillingDocument &&
      each.InvoiceReference !== '' &&
      each.InvoiceReference === first.AccountingDocument &&
      each.CompanyCode === first.CompanyCode &&
      isYear(each.InvoiceReferenceFiscalYear, first.FiscalYear) &&
      !each.IsReversed &&
      !each.IsReversal,
  );
  const counts = (each: ReceivableRow) => isCredit(each) && (!isPayment(each) || isOnAccountOf(each, own));
  return { own, credits: about.filter(counts), residual: about.filter((each) => !isCredit(each) && isRestOf(each, own)) };
}

/** The posting that cleared the receivable has left it. */
function isRestOf({ AccountingDocument }: ReceivableRow, own: readonly ReceivableRow[]): boolean {
  return own.some(({ ClearingAccountingDocument }) => ClearingAccountingDocument === AccountingDocument);
}

/** A payment that was taken back is cleared by its reversal, one that counts by what clears the invoice. */
function isOnAccountOf(payment: ReceivableRow, own: readonly ReceivableRow[]): boolean {
  return !payment.IsCleared || own.some(({ ClearingAccountingDocument }) => ClearingAccountingDocument === payment.ClearingAccountingDocument);
}

/** Undefined while the account does not show the receivable. Of a credit memo: what the customer has still to get. */
export function openOf({ own, credits, residual }: InvoiceAccount, currency: string): Money | undefined {
  if (own.length === 0) return undefined;
  const lines = [...own, ...residual, ...credits.filter(isPayment)].filter(({ IsCleared }) => !IsCleared);
  const sum = exact.add('0', ...lines.map(({ AmountInTransactionCurrency }) => AmountInTransactionCurrency));
  return money.round(money.of(isCredit(own[0]!) ? positive(sum) : sum, currency));
}

/** What came on account, and what cleared the receivable. */
export function paymentsOf({ own, credits, residual }: InvoiceAccount, cleared: readonly ReceivableRow[]): Payment[] {
  return [
    ...credits.filter(isPayment).map(toPaymentOnAccount),
    // Of instalments the first one bears the credits: which one they were meant for changes no sum.
    ...own.flatMap((each, at) => toClearing(each, at === 0 ? credits : [], residual, cleared)),
    ...residual.flatMap((each) => toClearing(each, [], [], cleared)),
  ];
}

/** A clearing brought the amount less the cash discount, less what had come before, less what it left open or gave up. */
function toClearing(row: ReceivableRow, credits: readonly ReceivableRow[], residual: readonly ReceivableRow[], cleared: readonly ReceivableRow[]): Payment[] {
  if (!row.IsCleared || row.ClearingIsReversed || row.ClearingAccountingDocument === '') return [];
  const by = row.ClearingAccountingDocument;
  // A credit memo may have been settled by itself: it counts where the same clearing took it.
  const before = credits.filter((each) => (isPayment(each) ? each.AccountingDocument !== by : each.ClearingAccountingDocument === by));
  const left = residual.filter(({ AccountingDocument }) => AccountingDocument === by);
  const deducted = exact.add(positive(row.CashDiscountAmount), ...[...before, ...left].map((each) => positive(each.AmountInTransactionCurrency)));
  const writeOff = writtenOff(row, cleared);
  const received = exact.subtract(positive(row.AmountInTransactionCurrency), exact.add(deducted, writeOff));
  if (exact.compare(received, '0') <= 0) return [];
  const currency = row.TransactionCurrency;
  return [
    {
      id: by,
      amount: amount(received, currency),
      ...(!exact.isZero(row.CashDiscountAmount) && { discount: amount(positive(row.CashDiscountAmount), currency) }),
      ...(!exact.isZero(writeOff) && { writeOff: amount(writeOff, currency) }),
      paidOn: row.ClearingDate,
    },
  ];
}

/**
 * What a clearing lacks to balance out on the customer's account, cash discount and what it left open apart, went to an
 * account of expenses. Which of several receivables it was given up for nothing says: each bears it by its amount. An
 * installation whose payment lines bear the discount too shows no lack.
 */
function writtenOff(row: ReceivableRow, cleared: readonly ReceivableRow[]): string {
  const by = row.ClearingAccountingDocument;
  const inCompany = cleared.filter(({ CompanyCode }) => CompanyCode === row.CompanyCode);
  const taken = inCompany.filter(({ ClearingAccountingDocument }) => ClearingAccountingDocument === by);
  const received = taken.find((each) => isCredit(each) && each.AccountingDocument === by);
  if (received === undefined) return '0';
  const left = inCompany.filter((each) => !isCredit(each) && each.AccountingDocument === by && each.FiscalYear === received.FiscalYear && each.ClearingAccountingDocument !== by);
  const receivables = taken.filter((each) => !isCredit(each)).toSorted((a, b) => lineKey(a).localeCompare(lineKey(b)));
  const known = exact.add(sumOf(left), ...receivables.map(({ CashDiscountAmount }) => positive(CashDiscountAmount)));
  const lack = exact.subtract(sumOf(taken), known);
  const place = receivables.findIndex((each) => lineKey(each) === lineKey(row));
  if (exact.compare(lack, '0') <= 0 || place < 0) return '0';
  const upTo = (count: number) => exact.divide(exact.multiply(lack, sumOf(receivables.slice(0, count))), sumOf(receivables), currencyScale(row.TransactionCurrency));
  return exact.subtract(upTo(place + 1), upTo(place));
}

const sumOf = (rows: readonly ReceivableRow[]): string => exact.add('0', ...rows.map(({ AmountInTransactionCurrency }) => AmountInTransactionCurrency));

const lineKey = ({ FiscalYear, AccountingDocument, AccountingDocumentItem }: ReceivableRow): string => [FiscalYear, AccountingDocument.padStart(10, '0'), AccountingDocumentItem.padStart(6, '0')].join('/');

function toPaymentOnAccount(row: ReceivableRow): Payment {
  return { id: row.AccountingDocument, amount: amount(positive(row.AmountInTransactionCurrency), row.TransactionCurrency), paidOn: row.PostingDate };
}

function isCredit({ AmountInTransactionCurrency }: ReceivableRow): boolean {
  return AmountInTransactionCurrency.startsWith('-');
}

/** A credit memo has a billing document of its own. */
function isPayment({ BillingDocument }: ReceivableRow): boolean {
  return BillingDocument === '';
}

/** Not every posting fills the year of its reference. */
function isYear(year: string, wanted: string): boolean {
  return year === '' || Number(year) === 0 || year === wanted;
}

/** Credits are negative in the customer's account. */
function positive(value: string): string {
  return value.startsWith('-') ? value.slice(1) : value;
}
