import { operationAbsent, type ErpConnector } from '#connector-kit';
import type { Invoice } from '#canonical';
import { all, any, anyOf } from '../odata/filter.js';
import { originFinder, type Origins } from '../return/document-origin.js';
import type { ReturnDesk } from '../return/return.operations.js';
import { requestItemFilter, requestItemSelection } from '../return/return.wire.js';
import type { SapCall } from '../sap-s4hana.client.js';
import { manifest } from '../sap-s4hana.manifest.js';
import { keysPerRead, listByKeys, listRows } from '../sap-s4hana.rows.js';
import type { SapSystem } from '../sap-s4hana.system.js';
import { isCreditMemo, madeFrom, toInvoice } from './invoice.mapper.js';
import { invoiceFilter, invoiceItemFilter, invoiceOfOrderSelection, invoiceSelection, receivableFilter, receivableSelection, type InvoiceRow } from './invoice.wire.js';

type InvoiceOperations = Pick<ErpConnector, 'findInvoices' | 'readInvoices' | 'postInvoice' | 'payInvoice'>;

/** Ledger account type of customers: the receivable, not the revenue and the tax of the same posting. */
const customerAccount = 'D';

export interface InvoiceDesk extends InvoiceOperations {
  invoicesOf(call: SapCall, invoiceIds: readonly string[]): Promise<Invoice[]>;
}

export function invoiceOperations(system: SapSystem, { enteredFrom }: Pick<ReturnDesk, 'enteredFrom'>): InvoiceDesk {
  const { id: systemId, options, client } = system;
  const originsOf = originFinder(system);

  const findOrigins = (call: SapCall, rows: readonly InvoiceRow[]): Promise<Origins> =>
    originsOf(call, rows.filter(isCreditMemo).flatMap((row) => row.to_Item.map(madeFrom)));

  /** Two calls for up to 50 documents: billing documents, then their receivables; a third for what the clearings of those took and left. More for credit memos. */
  async function readSome(call: SapCall, ids: readonly string[]): Promise<Invoice[]> {
    const rows = await listRows(client, call, invoiceSelection, {
      filter: anyOf(invoiceFilter, 'BillingDocument', ids),
      orderBy: 'BillingDocument',
      custom: options.customFields.invoice,
    });
    const origins = await findOrigins(call, rows);
    const posted = rows.filter(({ AccountingDocument }) => AccountingDocument !== '');
    if (posted.length === 0) return rows.map((row) => toInvoice(systemId, row, [], [], origins));
    const about = posted.flatMap(({ BillingDocument, AccountingDocument }) => [
      receivableFilter.where('BillingDocument', 'eq', BillingDocument),
      receivableFilter.where('InvoiceReference', 'eq', AccountingDocument),
    ]);
    const ofCustomers = receivableFilter.where('FinancialAccountType', 'eq', customerAccount);
    const receivables = await listRows(client, call, receivableSelection, { filter: all(ofCustomers, any(...about)) });
    const clearings = [...new Set(receivables.filter(({ BillingDocument }) => BillingDocument !== '').flatMap(({ ClearingAccountingDocument }) => ClearingAccountingDocument || []))];
    if (clearings.length === 0) return rows.map((row) => toInvoice(systemId, row, receivables, [], origins));
    const clearedBy = any(...clearings.flatMap((document) => [receivableFilter.where('ClearingAccountingDocument', 'eq', document), receivableFilter.where('AccountingDocument', 'eq', document)]));
    const cleared = await listRows(client, call, receivableSelection, { filter: all(ofCustomers, clearedBy) });
    return rows.map((row) => toInvoice(systemId, row, receivables, cleared, origins));
  }

  async function invoicesOf(call: SapCall, invoiceIds: readonly string[]): Promise<Invoice[]> {
    const ids = [...new Set(invoiceIds)];
    const chunks = Array.from({ length: Math.ceil(ids.length / keysPerRead) }, (_, at) => ids.slice(at * keysPerRead, (at + 1) * keysPerRead));
    return (await Promise.all(chunks.map((chunk) => readSome(call, chunk)))).flat();
  }

  /**
   * A credit memo names no order: it is made from a return or a request, which name the order, an invoice of it, or a return,
   * or from an invoice itself. Numbers of sales and billing documents never meet, so that they can be asked for together.
   */
  async function creditMemosOf(call: SapCall, salesOrderId: string, invoiceIds: readonly string[]): Promise<string[]> {
    const returns = await enteredFrom(call, [salesOrderId, ...invoiceIds]);
    const before = [salesOrderId, ...invoiceIds, ...returns];
    const requests = await listByKeys(client, call, requestItemSelection, before, (ids) => anyOf(requestItemFilter, 'ReferenceSDDocument', ids));
    const [claims, invoices] = [[...returns, ...requests.map(({ CreditMemoRequest }) => CreditMemoRequest)], [...invoiceIds]];
    const [billed, credited] = await Promise.all([
      listByKeys(client, call, invoiceOfOrderSelection, claims, (ids) => anyOf(invoiceItemFilter, 'SalesDocument', ids)),
      listByKeys(client, call, invoiceOfOrderSelection, invoices, (ids) => anyOf(invoiceItemFilter, 'ReferenceSDDocument', ids)),
    ]);
    return [...billed, ...credited].map(({ BillingDocument }) => BillingDocument);
  }

  return {
    invoicesOf,

    async findInvoices(ctx, { salesOrderId }) {
      const call: SapCall = { ctx, operation: 'findInvoices' };
      const items = await listRows(client, call, invoiceOfOrderSelection, { filter: invoiceItemFilter.where('SalesDocument', 'eq', salesOrderId) });
      const ids = [...new Set(items.map(({ BillingDocument }) => BillingDocument))];
      const found = await invoicesOf(call, [...ids, ...(await creditMemosOf(call, salesOrderId, ids))]);
      return found.filter(({ lines }) => lines.some((line) => line.salesOrderId === salesOrderId));
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
