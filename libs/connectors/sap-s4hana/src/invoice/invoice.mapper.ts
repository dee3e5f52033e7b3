import { createHash } from 'node:crypto';
import { money, type Invoice } from '#canonical';
import { amount, totals } from '../sales-order/sales-order.mapper.js';
import { quantityFromSap } from '../sap-s4hana.units.js';
import { keyOf, referenceOf, sdCategory, type ItemReference, type Origins } from '../return/document-origin.js';
import type { InvoiceRow, InvoiceStatusRow, ReceivableRow } from './invoice.wire.js';
import { accountOf, openOf, paymentsOf } from './payment.mapper.js';

/** SD document categories: O is a credit memo, N and S cancel an invoice and a credit memo. */
const creditCategories = new Set(['O', 'N']);
/** A credit memo and its cancellation: they are made from what leads back to an order, and name none. */
const memoCategories = new Set(['O', 'S']);
const deliveryCategory = 'J';

/**
 * @param receivables open-item rows, of this and of other documents
 * @param cleared all that the clearings of those took: who a difference was given up for is seen in nothing less
 * @param origins where the items of credit memos come from
 */
export function toInvoice(
  systemId: string,
  row: InvoiceRow,
  receivables: readonly ReceivableRow[],
  cleared: readonly ReceivableRow[] = [],
  origins: Origins = new Map(),
): Invoice {
  const currency = row.TransactionCurrency;
  const account = accountOf(row, receivables);
  const status = statusOf(row);
  const open = status === 'posted' ? openOf(account, currency) : undefined;
  const isMemo = isCreditMemo(row);
  // What clears a credit memo is an invoice beside it, or money that leaves: neither is received.
  const payments = status === 'cancelled' || isMemo ? [] : paymentsOf(account, cleared);
  const creditedInvoiceId = isMemo ? creditedBy(row, origins) : undefined;
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
    ...(creditedInvoiceId !== undefined && { creditedInvoiceId }),
    dueOn: account.own.map(({ NetDueDate }) => NetDueDate).find((date) => date !== undefined),
    lines: row.to_Item.map((item) => ({
      id: item.BillingDocumentItem,
      ...lineOf(item, isMemo, origins),
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

type InvoiceItem = InvoiceRow['to_Item'][number];

/** Which line of an order an item is about; none where the documents before a credit memo lead to no order. */
function lineOf(item: InvoiceItem, isMemo: boolean, origins: Origins): Pick<Invoice['lines'][number], 'salesOrderId' | 'salesOrderLineId'> {
  if (!isMemo) return { salesOrderId: item.SalesDocument, salesOrderLineId: item.SalesDocumentItem };
  const { salesOrderId = '', salesOrderLineId = '' } = origins.get(keyOf(madeFrom(item))) ?? {};
  return { salesOrderId, salesOrderLineId };
}

/** The one invoice behind a credit memo; none when it takes back of several, or of none that its documents name. */
function creditedBy({ to_Item: items }: InvoiceRow, origins: Origins): string | undefined {
  const [invoiceId, ...others] = new Set(items.map((item) => origins.get(keyOf(madeFrom(item)))?.invoiceId));
  return others.length === 0 ? invoiceId : undefined;
}

/** Billed from a return or a request, its sales document; or from an invoice itself. */
export function madeFrom(item: InvoiceItem): ItemReference {
  if (item.ReferenceSDDocumentCategory === sdCategory.invoice) return referenceOf(item);
  return { document: item.SalesDocument, item: item.SalesDocumentItem, category: item.SalesSDDocumentCategory || sdCategory.order };
}

export function isCreditMemo({ SDDocumentCategory }: Pick<InvoiceRow, 'SDDocumentCategory'>): boolean {
  return memoCategories.has(SDDocumentCategory);
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
