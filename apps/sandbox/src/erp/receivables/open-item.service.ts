import type { Row, ServiceSource, WiderTerms } from '../../odata/source.js';
import type { AccountingItemRecord } from '../billing/billing.record.js';
import { dateOf, DAY_MS, timeOf, yearOf } from '../calendar.js';
import type { Erp } from '../erp.js';
import type { MasterData } from '../master-data/master-data.js';
import { paymentTerms } from '../master-data/payment-terms.js';
import { SALES_ORGANISATIONS } from '../master-data/sales-area.js';
import { amountText } from '../measure.js';
import { recordsMatching, type IndexedTable } from '../service/ledger.query.js';
import { dunningOf } from './dunning.js';
import { mapped, readOnlySet } from '../service/row.set.js';

/** API_OPLACCTGDOCITEMCUBE_SRV: the lines on the customers' accounts, open and cleared. */
export function openItemService(erp: Erp): ServiceSource {
  const key = ['CompanyCode', 'FiscalYear', 'AccountingDocument', 'AccountingDocumentItem'];
  const rows = (equal: Readonly<Record<string, unknown>>, wider?: WiderTerms) =>
    mapped(recordsMatching<AccountingItemRecord>(erp.ledger, ITEMS, equal, wider), (item) => accountingRow(item, erp.masterData, yearOfInvoice(erp, item)));
  return {
    path: 'API_OPLACCTGDOCITEMCUBE_SRV',
    metadata: 'API_OPLACCTGDOCITEMCUBE_SRV',
    transaction: (work) => erp.ledger.transaction(work),
    functions: {},
    sets: {
      A_OperationalAcctgDocItemCube: readOnlySet(rows, key),
    },
  };
}

const ITEMS: IndexedTable = {
  table: 'accounting_item',
  order: 'document',
  equal: {
    AccountingDocument: 'document', BillingDocument: 'billing', InvoiceReference: 'invoice_reference', ClearingAccountingDocument: 'clearing_document',
    Customer: 'customer',
  },
};

/** A document number counts within a fiscal year: what is paid in January refers to December. */
function yearOfInvoice(erp: Erp, { invoice_reference }: AccountingItemRecord): string {
  if (!invoice_reference) return '0000';
  return erp.ledger.one<AccountingItemRecord>('SELECT * FROM accounting_item WHERE document = ?', invoice_reference)?.fiscal_year ?? '0000';
}

function accountingRow(item: AccountingItemRecord, masterData: MasterData, invoiceYear: string): Row {
  const { posted_at, cleared_at } = item;
  const isDebit = item.amount >= 0;
  const terms = paymentTerms(item.payment_terms);
  const customer = masterData.customer(item.customer);
  const dunning = customer && dunningOf(customer, item.company);
  const isInvoice = item.document_type === 'RV';
  return {
    CompanyCode: item.company,
    FiscalYear: item.fiscal_year,
    AccountingDocument: item.document,
    AccountingDocumentItem: '001',
    AccountingDocumentType: item.document_type,
    AccountingDocumentCategory: '',
    PostingDate: dateOf(posted_at),
    DocumentDate: dateOf(posted_at),
    AccountingDocumentCreationDate: dateOf(posted_at),
    CreationTime: timeOf(posted_at),
    LastChangeDate: dateOf(cleared_at ?? posted_at),
    PostingKey: isDebit ? '01' : isInvoice ? '11' : '15',
    DebitCreditCode: isDebit ? 'S' : 'H',
    FinancialAccountType: 'D',
    GLAccount: '0012100000',
    Customer: item.customer,
    CustomerName: customer?.name ?? '',
    BillingDocument: item.billing,
    OriginalReferenceDocument: item.billing,
    DocumentReferenceID: item.billing,
    InvoiceReference: item.invoice_reference,
    InvoiceReferenceFiscalYear: invoiceYear,
    InvoiceItemReference: item.invoice_reference ? '001' : '000',
    TransactionCurrency: item.currency,
    AmountInTransactionCurrency: amountText(item.amount),
    CompanyCodeCurrency: SALES_ORGANISATIONS[item.company]?.currency ?? item.currency,
    AmountInCompanyCodeCurrency: amountText(item.amount),
    CashDiscountBaseAmount: amountText(isInvoice ? item.amount : 0),
    CashDiscountAmount: amountText(item.cash_discount),
    PaymentTerms: item.payment_terms,
    CashDiscount1Days: String(terms.discountDays),
    CashDiscount1Percent: `${terms.discountPercent}.000`,
    NetPaymentDays: String(terms.netDays),
    DueCalculationBaseDate: dateOf(posted_at),
    NetDueDate: isInvoice ? item.due_at : dateOf(posted_at),
    CashDiscount1DueDate: dateOf(posted_at) + terms.discountDays * DAY_MS,
    IsCleared: cleared_at !== null,
    ClearingDate: cleared_at === null ? null : dateOf(cleared_at),
    ClearingCreationDate: cleared_at === null ? null : dateOf(cleared_at),
    ClearingAccountingDocument: item.clearing_document,
    ClearingDocFiscalYear: cleared_at === null ? '0000' : yearOf(cleared_at),
    ClearingIsReversed: false,
    IsReversed: item.is_reversed === 1,
    IsReversal: item.document_type === 'AB',
    DunningBlockingReason: dunning?.block ?? '',
    DunningLevel: String(isInvoice && cleared_at === null ? (dunning?.level ?? 0) : 0),
  };
}
