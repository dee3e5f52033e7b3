import { exact, money, type Invoice, type Payment } from '#canonical';
import { amount, totals } from '../sales-order/sales-order.mapper.js';
import { quantityFromSap } from '../sap-s4hana.units.js';
import type { InvoiceRow, InvoiceStatusRow, ReceivableRow } from './invoice.wire.js';

/** SD document categories: O is a credit memo, N and S cancel an invoice and a credit memo. */
const creditCategories = new Set(['O', 'N']);
const deliveryCategory = 'J';

/** @param receivables open-item rows, of this and of other documents */
export function toInvoice(systemId: string, row: InvoiceRow, receivables: readonly ReceivableRow[]): Invoice {
  const currency = row.TransactionCurrency;
  const own = receivables.filter(({ BillingDocument }) => BillingDocument === row.BillingDocument);
  const others = receivables.filter(({ BillingDocument }) => BillingDocument !== row.BillingDocument);
  const partial = others.filter(({ InvoiceReference }) => InvoiceReference !== '' && InvoiceReference === row.AccountingDocument).filter((each) => countsFor(each, own));
  return {
    id: row.BillingDocument,
    systemId,
    number: row.DocumentReferenceID || row.BillingDocument,
    type: creditCategories.has(row.SDDocumentCategory) ? 'credit-note' : 'invoice',
    customerId: row.SoldToParty,
    status: statusOf(row),
    cleared: row.InvoiceClearingStatus === 'C',
    ...totals(money.of(row.TotalNetAmount, currency), money.of(row.TaxAmount, currency)),
    dueOn: own.map(({ NetDueDate }) => NetDueDate).find((date) => date !== undefined),
    lines: row.to_Item.map((item) => ({
      id: item.BillingDocumentItem,
      salesOrderId: item.SalesDocument,
      salesOrderLineId: item.SalesDocumentItem,
      ...(item.ReferenceSDDocumentCategory === deliveryCategory && { deliveryId: item.ReferenceSDDocument }),
      itemId: item.Material,
      quantity: quantityFromSap(item.BillingQuantity, item.BillingQuantityUnit),
      net: amount(item.NetAmount, currency),
      tax: amount(item.TaxAmount, currency),
    })),
    payments: row.BillingDocumentIsCancelled ? [] : [...partial.map(toPartialPayment), ...own.flatMap((each) => toPayment(each, partial))],
    version: invoiceVersion(row),
    ...(Object.keys(row.extensions).length > 0 && { extensions: row.extensions }),
  };
}

/** A document that cancels another counts for nothing itself, as the one that it cancels. */
function statusOf(row: InvoiceStatusRow): Invoice['status'] {
  if (row.BillingDocumentIsCancelled || row.CancelledBillingDocument !== '') return 'cancelled';
  return row.AccountingDocument !== '' || row.AccountingPostingStatus === 'C' ? 'posted' : 'draft';
}

/** What cleared the receivable brought its amount less the cash discount, and less what had come before. */
function toPayment(row: ReceivableRow, partial: readonly ReceivableRow[]): Payment[] {
  if (!row.IsCleared || row.ClearingAccountingDocument === '') return [];
  const before = partial.filter(({ AccountingDocument }) => AccountingDocument !== row.ClearingAccountingDocument);
  const deducted = exact.add(positive(row.CashDiscountAmount), ...before.map((each) => positive(each.AmountInTransactionCurrency)));
  const received = exact.subtract(positive(row.AmountInTransactionCurrency), deducted);
  return [
    {
      id: row.ClearingAccountingDocument,
      amount: amount(received, row.TransactionCurrency),
      ...(!exact.isZero(row.CashDiscountAmount) && { discount: amount(positive(row.CashDiscountAmount), row.TransactionCurrency) }),
      paidOn: row.ClearingDate,
    },
  ];
}

/** One that was taken back is cleared by its reversal, one that counts by what clears the invoice. */
function countsFor(partial: ReceivableRow, own: readonly ReceivableRow[]): boolean {
  return !partial.IsCleared || own.some(({ ClearingAccountingDocument }) => ClearingAccountingDocument === partial.ClearingAccountingDocument);
}

/** A payment on account of the invoice, which it does not clear. */
function toPartialPayment(row: ReceivableRow): Payment {
  return { id: row.AccountingDocument, amount: amount(positive(row.AmountInTransactionCurrency), row.TransactionCurrency), paidOn: row.PostingDate };
}

/** Credits are negative in the customer's account. */
function positive(value: string): string {
  return value.startsWith('-') ? value.slice(1) : value;
}

export function invoiceVersion(row: InvoiceStatusRow): string {
  const posted = row.AccountingDocument === '' ? '-' : 'P';
  const cancelled = row.BillingDocumentIsCancelled ? 'X' : '-';
  return `${row.LastChangeDateTime ?? row.CreationDate ?? ''}/${row.AccountingPostingStatus || '-'}${posted}${cancelled}${row.InvoiceClearingStatus || '-'}`;
}
