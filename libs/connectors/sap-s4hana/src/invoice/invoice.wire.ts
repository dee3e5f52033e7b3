import { filterBy } from '../odata/filter.js';
import { select, type RowOf } from '../odata/selection.js';

const service = 'API_BILLING_DOCUMENT_SRV';

/** What says that a billing document has changed. Clearing does not move its time stamp, but the clearing status. */
const statusFields = [
  'BillingDocument',
  'CreationDate',
  'LastChangeDateTime',
  'AccountingPostingStatus',
  'AccountingDocument',
  'BillingDocumentIsCancelled',
  'CancelledBillingDocument',
  'InvoiceClearingStatus',
] as const;

export const invoiceSelection = select(service, 'A_BillingDocument', {
  fields: [...statusFields, 'SDDocumentCategory', 'SoldToParty', 'DocumentReferenceID', 'TotalNetAmount', 'TaxAmount', 'TransactionCurrency'],
  expand: {
    to_Item: {
      fields: [
        'BillingDocumentItem',
        'SalesDocument',
        'SalesDocumentItem',
        'SalesSDDocumentCategory',
        'ReferenceSDDocument',
        'ReferenceSDDocumentItem',
        'ReferenceSDDocumentCategory',
        'Material',
        'BillingQuantity',
        'BillingQuantityUnit',
        'NetAmount',
        'TaxAmount',
      ],
    },
  },
});
export type InvoiceRow = RowOf<typeof invoiceSelection>;

export const invoiceStatusSelection = select(service, 'A_BillingDocument', { fields: statusFields });
export type InvoiceStatusRow = RowOf<typeof invoiceStatusSelection>;

/** Which billing documents have items of an order. */
export const invoiceOfOrderSelection = select(service, 'A_BillingDocumentItem', { fields: ['BillingDocument'] });
export const invoiceItemFilter = filterBy(service, 'A_BillingDocumentItem', ['BillingDocument', 'SalesDocument', 'ReferenceSDDocument']);

/** What the items of a billing document were billed from. */
export const billedItemSelection = select(service, 'A_BillingDocumentItem', {
  fields: ['BillingDocument', 'BillingDocumentItem', 'SalesDocument', 'SalesDocumentItem', 'SalesSDDocumentCategory'],
});
export const invoiceFilter = filterBy(service, 'A_BillingDocument', ['BillingDocument', 'LastChangeDateTime']);

/** The answer of a function: a function has no $select. */
export const pdfSelection = select(service, 'GetPDFResult', { fields: ['BillingDocumentBinary'] });
export const pdfFunction = { service, name: 'GetPDF' } as const;

/** The receivable of a billing document: when it is due, and by what it was cleared. */
export const receivableSelection = select('API_OPLACCTGDOCITEMCUBE_SRV', 'A_OperationalAcctgDocItemCube', {
  fields: [
    'CompanyCode',
    'FiscalYear',
    'AccountingDocument',
    'AccountingDocumentItem',
    'BillingDocument',
    'InvoiceReference',
    'InvoiceReferenceFiscalYear',
    'IsReversal',
    'IsReversed',
    'IsCleared',
    'ClearingIsReversed',
    'ClearingDate',
    'ClearingAccountingDocument',
    'TransactionCurrency',
    'AmountInTransactionCurrency',
    'CashDiscountAmount',
    'PostingDate',
    'NetDueDate',
  ],
});
export type ReceivableRow = RowOf<typeof receivableSelection>;

export const receivableFilter = filterBy('API_OPLACCTGDOCITEMCUBE_SRV', 'A_OperationalAcctgDocItemCube', [
  'BillingDocument',
  'InvoiceReference',
  'AccountingDocument',
  'ClearingAccountingDocument',
  'FinancialAccountType',
]);
