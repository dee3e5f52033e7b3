import { createHash } from 'node:crypto';
import { money, type Invoice } from '#canonical';
import { amount, totals } from '../sales-order/sales-order.mapper.js';
import { quantityFromSap } from '../sap-s4hana.units.js';
import type { InvoiceRow, InvoiceStatusRow, ReceivableRow } from './invoice.wire.js';
import { accountOf, openOf, paymentsOf } from './payment.mapper.js';

/** SD document categories: O is a credit memo, N and S cancel an invoice and a credit memo. */
const creditCategories = new Set(['O', 'N']);
const deliveryCategory = 'J';

/**
 * @param receivables open-item rows, of this and of other documents
 * @param cleared all that the clearings of those took: who a difference was given up for is seen in nothing less
 */
export function toInvoice(systemId: string, row: InvoiceRow, receivables: readonly ReceivableRow[], cleared: readonly ReceivableRow[] = []): Invoice {
  const currency = row.TransactionCurrency;
  const account = accountOf(row, receivables);
  const status = statusOf(row);
  const open = status === 'posted' ? openOf(account, currency) : undefined;
  const payments = status === 'cancelled' ? [] : paymentsOf(account, cleared);
  return {
    id: row.BillingDocument,
    systemId,
    number: row.DocumentReferenceID || row.BillingDocument,
    type: creditCategories.has(row.SDDocumentCategory) ? 'credit-note' : 'invoice',
    customerId: row.SoldToParty,
    status,
    cleared: row.InvoiceClearingStatus === 'C' && account.residual.every(({ IsCleared }) => IsCleared),
    ...totals(money.of(row.TotalNetAmount, currency), money.of(row.TaxAmount, currency)),
    ...(open && { open }),
    dueOn: account.own.map(({ NetDueDate }) => NetDueDate).find((date) => date !== undefined),
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
    payments,
    version: paidVersion(row, open, payments),
    ...(Object.keys(row.extensions).length > 0 && { extensions: row.extensions }),
  };
}

/** A document that cancels another counts for nothing itself, as the one that it cancels. */
function statusOf(row: InvoiceStatusRow): Invoice['status'] {
  if (row.BillingDocumentIsCancelled || row.CancelledBillingDocument !== '') return 'cancelled';
  return row.AccountingDocument !== '' || row.AccountingPostingStatus === 'C' ? 'posted' : 'draft';
}

/** Payments move neither the time stamp nor, before the last of them, the clearing status: they are part of the version. */
function paidVersion(row: InvoiceRow, ...paid: unknown[]): string {
  return `${invoiceVersion(row)}/${createHash('sha256').update(JSON.stringify(paid)).digest('hex').slice(0, 12)}`;
}

/** What the document itself shows of a change. */
export function invoiceVersion(row: InvoiceStatusRow): string {
  const posted = row.AccountingDocument === '' ? '-' : 'P';
  const cancelled = row.BillingDocumentIsCancelled ? 'X' : '-';
  return `${row.LastChangeDateTime ?? row.CreationDate ?? ''}/${row.AccountingPostingStatus || '-'}${posted}${cancelled}${row.InvoiceClearingStatus || '-'}`;
}
