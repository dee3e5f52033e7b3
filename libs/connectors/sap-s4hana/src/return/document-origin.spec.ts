import { afterEach, describe, expect, it } from 'vitest';
import type { ErpConnector } from '#connector-kit';
import { GatewayFake, settingsOf, silentDeps, someContext } from '../../test/gateway.fake.js';
import { createSapConnector } from '../sap-s4hana.connector.js';

const opened: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.stop()));
});

interface Made {
  document: string;
  from: string;
  category: string;
}

const padded = (number: string) => number.padStart(10, '0');

/** A credit memo `90000009` billed from `from`, and what the documents before it were made from: all of them of item 10. */
async function systemOf({ from, category }: Omit<Made, 'document'>, before: { invoices?: Made[]; returns?: Made[]; requests?: Made[] }): Promise<{ erp: ErpConnector; gateway: GatewayFake }> {
  const memoItem = {
    BillingDocumentItem: '000010', SalesDocument: padded(from), SalesDocumentItem: '000010', SalesSDDocumentCategory: category, ReferenceSDDocument: padded(from),
    ReferenceSDDocumentItem: '000010', ReferenceSDDocumentCategory: category, Material: 'TG0001', BillingQuantity: '1', BillingQuantityUnit: 'PC', NetAmount: '10.00', TaxAmount: '2.00',
  };
  const memo = {
    BillingDocument: '0090000009', CreationDate: null, LastChangeDateTime: '/Date(1764583507123+0000)/', AccountingPostingStatus: 'C', AccountingDocument: '', BillingDocumentIsCancelled: false,
    CancelledBillingDocument: '', InvoiceClearingStatus: 'A', SDDocumentCategory: 'O', SoldToParty: '0001000001', DocumentReferenceID: '', TotalNetAmount: '10.00', TaxAmount: '2.00',
    TransactionCurrency: 'EUR', to_Item: { results: [memoItem] },
  };
  const row = (key: string) => ({ document, from: source, category: kind }: Made) => ({
    [key]: padded(document), [`${key}Item`]: '000010', ReferenceSDDocument: padded(source), ReferenceSDDocumentItem: '000010', ReferenceSDDocumentCategory: kind,
    SalesDocument: padded(source), SalesDocumentItem: '000010', SalesSDDocumentCategory: kind,
  });
  const rows: Record<string, object[]> = {
    A_BillingDocument: [memo],
    A_BillingDocumentItem: (before.invoices ?? []).map(row('BillingDocument')),
    A_CustomerReturnItem: (before.returns ?? []).map(row('CustomerReturn')),
    A_CreditMemoRequestItem: (before.requests ?? []).map(row('CreditMemoRequest')),
  };
  const gateway = new GatewayFake(({ path }) => ({ body: { d: { results: rows[path.split('/').at(-1)!] ?? [] } } }));
  const erp = createSapConnector(settingsOf(await gateway.start()), silentDeps);
  opened.push({ stop: () => erp.close().then(() => gateway.stop()) });
  return { erp, gateway };
}

const invoices = [{ document: '90000001', from: '1000', category: 'C' }];
const memoOf = async (...of: Parameters<typeof systemOf>) => {
  const [memo] = await (await systemOf(...of)).erp.readInvoices(someContext(), { invoiceIds: ['90000009'] });
  return { order: memo!.lines[0]!.salesOrderId, line: memo!.lines[0]!.salesOrderLineId, invoice: memo!.creditedInvoiceId };
};
const toInvoice = { order: '1000', line: '10', invoice: '90000001' };

describe('a credit memo of S/4', () => {
  it('leads to its order and its invoice, by a request, by a return, by a request for a return, or at once', async () => {
    expect(await memoOf({ from: '70000001', category: 'K' }, { requests: [{ document: '70000001', from: '90000001', category: 'M' }], invoices })).toEqual(toInvoice);
    expect(await memoOf({ from: '60000001', category: 'H' }, { returns: [{ document: '60000001', from: '90000001', category: 'M' }], invoices })).toEqual(toInvoice);
    expect(
      await memoOf(
        { from: '70000001', category: 'K' },
        { requests: [{ document: '70000001', from: '60000001', category: 'H' }], returns: [{ document: '60000001', from: '90000001', category: 'M' }], invoices },
      ),
    ).toEqual(toInvoice);
    expect(await memoOf({ from: '90000001', category: 'M' }, { invoices })).toEqual(toInvoice);
  });

  it('leads to its order alone where its return was entered from the order', async () => {
    expect(await memoOf({ from: '60000001', category: 'H' }, { returns: [{ document: '60000001', from: '1000', category: 'C' }] })).toEqual({ order: '1000', line: '10', invoice: undefined });
  });

  it('leads to no order where the documents before it are from nothing, or go round in a circle', async () => {
    const none = { order: '', line: '', invoice: undefined };
    expect(await memoOf({ from: '70000001', category: 'K' }, { requests: [{ document: '70000001', from: '', category: '' }] })).toEqual(none);
    expect(await memoOf({ from: '70000001', category: 'K' }, { requests: [{ document: '70000001', from: '70000001', category: 'K' }] })).toEqual(none);
  });
});
