import { operationAbsent, type ErpConnector } from '#connector-kit';
import type { Invoice } from '#canonical';
import { all, any } from '../odata/filter.js';
import type { SapCall } from '../sap-s4hana.client.js';
import { manifest } from '../sap-s4hana.manifest.js';
import { keysPerRead, listRows } from '../sap-s4hana.rows.js';
import type { SapSystem } from '../sap-s4hana.system.js';
import { toInvoice } from './invoice.mapper.js';
import { invoiceFilter, invoiceItemFilter, invoiceOfOrderSelection, invoiceSelection, receivableFilter, receivableSelection } from './invoice.wire.js';

type InvoiceOperations = Pick<ErpConnector, 'findInvoices' | 'readInvoices' | 'postInvoice' | 'payInvoice'>;

/** Ledger account type of customers: the receivable, not the revenue and the tax of the same posting. */
const customerAccount = 'D';

export interface InvoiceDesk extends InvoiceOperations {
  invoicesOf(call: SapCall, invoiceIds: readonly string[]): Promise<Invoice[]>;
}

export function invoiceOperations({ id: systemId, options, client }: SapSystem): InvoiceDesk {
  /** Two calls for up to 50 documents: billing documents, then their receivables; a third for what the clearings of those took. */
  async function readSome(call: SapCall, ids: readonly string[]): Promise<Invoice[]> {
    const rows = await listRows(client, call, invoiceSelection, {
      filter: any(...ids.map((id) => invoiceFilter.where('BillingDocument', 'eq', id))),
      orderBy: 'BillingDocument',
      custom: options.customFields.invoice,
    });
    const posted = rows.filter(({ AccountingDocument }) => AccountingDocument !== '');
    if (posted.length === 0) return rows.map((row) => toInvoice(systemId, row, []));
    const about = posted.flatMap(({ BillingDocument, AccountingDocument }) => [
      receivableFilter.where('BillingDocument', 'eq', BillingDocument),
      receivableFilter.where('InvoiceReference', 'eq', AccountingDocument),
    ]);
    const ofCustomers = receivableFilter.where('FinancialAccountType', 'eq', customerAccount);
    const receivables = await listRows(client, call, receivableSelection, { filter: all(ofCustomers, any(...about)) });
    const clearings = [...new Set(receivables.filter(({ BillingDocument }) => BillingDocument !== '').flatMap(({ ClearingAccountingDocument }) => ClearingAccountingDocument || []))];
    if (clearings.length === 0) return rows.map((row) => toInvoice(systemId, row, receivables));
    const clearedBy = any(...clearings.map((document) => receivableFilter.where('ClearingAccountingDocument', 'eq', document)));
    const cleared = await listRows(client, call, receivableSelection, { filter: all(ofCustomers, clearedBy) });
    return rows.map((row) => toInvoice(systemId, row, receivables, cleared));
  }

  async function invoicesOf(call: SapCall, invoiceIds: readonly string[]): Promise<Invoice[]> {
    const ids = [...new Set(invoiceIds)];
    const chunks = Array.from({ length: Math.ceil(ids.length / keysPerRead) }, (_, at) => ids.slice(at * keysPerRead, (at + 1) * keysPerRead));
    return (await Promise.all(chunks.map((chunk) => readSome(call, chunk)))).flat();
  }

  return {
    invoicesOf,

    async findInvoices(ctx, { salesOrderId }) {
      const call: SapCall = { ctx, operation: 'findInvoices' };
      const items = await listRows(client, call, invoiceOfOrderSelection, { filter: invoiceItemFilter.where('SalesDocument', 'eq', salesOrderId) });
      return invoicesOf(call, items.map(({ BillingDocument }) => BillingDocument));
    },

    readInvoices: (ctx, { invoiceIds }) => invoicesOf({ ctx, operation: 'readInvoices' }, invoiceIds),

    postInvoice: async () => {
      throw operationAbsent('postInvoice', manifest.product);
    },
    payInvoice: async () => {
      throw operationAbsent('payInvoice', manifest.product);
    },
  };
}
