import { describe, expect, it } from 'vitest';
import { readEntity } from '../odata/selection.js';
import { toInvoice } from './invoice.mapper.js';
import { invoiceSelection, receivableSelection } from './invoice.wire.js';

const day = (date: string) => `/Date(${Date.parse(date)})/`;

const raw = {
  BillingDocument: '0090000001',
  CreationDate: day('2025-12-01'),
  LastChangeDateTime: '/Date(1764583507123+0000)/',
  AccountingPostingStatus: 'C',
  AccountingDocument: '1800000001',
  BillingDocumentIsCancelled: false,
  CancelledBillingDocument: '',
  InvoiceClearingStatus: 'A',
  SDDocumentCategory: 'M',
  SoldToParty: '0001000001',
  DocumentReferenceID: '',
  TotalNetAmount: '100.00',
  TaxAmount: '20.00',
  TransactionCurrency: 'EUR',
  to_Item: {
    results: [
      {
        BillingDocumentItem: '10', SalesDocument: '0000001000', SalesDocumentItem: '000010', SalesSDDocumentCategory: 'C', ReferenceSDDocument: '0080000001', ReferenceSDDocumentItem: '000010', ReferenceSDDocumentCategory: 'J',
        Material: 'TG0001', BillingQuantity: '3', BillingQuantityUnit: 'PC', NetAmount: '100.00', TaxAmount: '20.00',
      },
    ],
  },
};
const receivable = {
  CompanyCode: '1010', FiscalYear: '2025', AccountingDocument: '1800000001', AccountingDocumentItem: '001', BillingDocument: '0090000001', InvoiceReference: '', InvoiceReferenceFiscalYear: '0000',
  IsReversal: false, IsReversed: false, ClearingIsReversed: false, IsCleared: false, ClearingDate: null, ClearingAccountingDocument: '',
  TransactionCurrency: 'EUR', AmountInTransactionCurrency: '120.00', CashDiscountAmount: '0.00', PostingDate: day('2025-12-01'), NetDueDate: day('2025-12-31'),
};
const cleared = { ...receivable, IsCleared: true, ClearingDate: day('2025-12-10'), ClearingAccountingDocument: '1400000007' };
const part = { ...receivable, AccountingDocument: '1400000003', BillingDocument: '', InvoiceReference: '1800000001', AmountInTransactionCurrency: '-50.00', PostingDate: day('2025-12-05') };

function invoice(changes: object = {}, receivables: object[] = [receivable], taken: object[] = []) {
  const rows = (items: object[]) => items.map((each) => readEntity(receivableSelection, structuredClone(each)));
  return toInvoice('erp', readEntity(invoiceSelection, structuredClone({ ...raw, ...changes })), rows(receivables), rows(taken));
}

describe('a billing document of S/4', () => {
  it('is an invoice with its lines, their order and their delivery', () => {
    expect(invoice()).toMatchObject({
      id: '90000001',
      number: '90000001',
      type: 'invoice',
      customerId: '1000001',
      status: 'posted',
      cleared: false,
      total: { amount: '120.00', currency: 'EUR' },
      dueOn: '2025-12-31',
      lines: [{ id: '10', salesOrderId: '1000', salesOrderLineId: '10', deliveryId: '80000001', quantity: { value: '3', unit: 'C62' } }],
      payments: [],
    });
  });

  it('that accounting has not taken yet is a draft', () => {
    expect(invoice({ AccountingDocument: '', AccountingPostingStatus: 'A' }, []).status).toBe('draft');
  });

  it('that was cancelled, and the one that cancels it, count for nothing', () => {
    expect(invoice({ BillingDocumentIsCancelled: true }, [cleared])).toMatchObject({ status: 'cancelled', payments: [] });
    expect(invoice({ SDDocumentCategory: 'N', CancelledBillingDocument: '0090000000' })).toMatchObject({ type: 'credit-note', status: 'cancelled' });
  });

  it('is paid when it is cleared, less the cash discount that was taken', () => {
    const paid = invoice({ InvoiceClearingStatus: 'C' }, [{ ...cleared, CashDiscountAmount: '2.40' }]);
    expect(paid.cleared).toBe(true);
    expect(paid.payments).toEqual([{ id: '1400000007', amount: { amount: '117.60', currency: 'EUR' }, discount: { amount: '2.40', currency: 'EUR' }, paidOn: '2025-12-10' }]);
    expect(paid.version).not.toBe(invoice().version);
  });

  it('says what is open: all of it, what was not paid on account, nothing once it is cleared', () => {
    const open = (receivables: object[], changes = {}) => invoice(changes, receivables).open?.amount;
    expect(open([receivable])).toBe('120.00');
    expect(open([receivable, part])).toBe('70.00');
    expect(open([{ ...cleared }, { ...part, IsCleared: true }], { InvoiceClearingStatus: 'C' })).toBe('0.00');
    expect(open([])).toBeUndefined();
  });

  it('changes its version with every payment, and back when it is taken back', () => {
    const { version } = invoice();
    expect(invoice({}, [receivable, part]).version).not.toBe(version);
    expect(invoice({}, [receivable, { ...part, IsReversed: true }]).version).toBe(version);
  });

  it('leaves out a payment that was taken back, its reversal, and a clearing that was reset', () => {
    const reversal = { ...part, AccountingDocument: '1400000004', AmountInTransactionCurrency: '50.00', IsReversal: true };
    expect(invoice({}, [receivable, { ...part, IsReversed: true }, reversal])).toMatchObject({ payments: [], open: { amount: '120.00' } });
    expect(invoice({}, [{ ...cleared, IsCleared: false, ClearingIsReversed: true }]).payments).toEqual([]);
  });

  it('is paid in no other company and no other year that has the same number', () => {
    expect(invoice({}, [receivable, { ...part, CompanyCode: '1710' }, { ...part, InvoiceReferenceFiscalYear: '2024' }]).payments).toEqual([]);
    expect(invoice({}, [receivable, { ...part, InvoiceReferenceFiscalYear: '2025' }]).payments).toHaveLength(1);
  });

  it('is not settled while a payment has left a rest as a receivable of its own', () => {
    const rest = { ...receivable, AccountingDocument: '1400000007', BillingDocument: '', InvoiceReference: '1800000001', AmountInTransactionCurrency: '20.00' };
    const short = invoice({ InvoiceClearingStatus: 'C' }, [cleared, rest]);
    expect(short).toMatchObject({ cleared: false, open: { amount: '20.00' }, payments: [{ id: '1400000007', amount: { amount: '100.00' } }] });
    const settled = invoice({ InvoiceClearingStatus: 'C' }, [cleared, { ...rest, IsCleared: true, ClearingDate: day('2025-12-20'), ClearingAccountingDocument: '1400000009' }]);
    expect(settled).toMatchObject({ cleared: true, open: { amount: '0.00' } });
    expect(settled.payments.map(({ id, amount }) => [id, amount.amount])).toEqual([['1400000007', '100.00'], ['1400000009', '20.00']]);
  });

  it('says what was written off: what its clearing lacks to balance out', () => {
    const own = { ...cleared, CashDiscountAmount: '2.40' };
    const money = (value: string, more: object = {}) => ({ ...cleared, AccountingDocument: '1400000007', BillingDocument: '', AmountInTransactionCurrency: value, ...more });
    const paid = (...taken: object[]) => invoice({ InvoiceClearingStatus: 'C' }, [own], [own, ...taken]).payments;
    expect(paid(money('-117.55'))).toMatchObject([{ amount: { amount: '117.55' }, discount: { amount: '2.40' }, writeOff: { amount: '0.05' } }]);
    for (const exactly of ['-117.60', '-120.00']) expect(paid(money(exactly))).toMatchObject([{ amount: { amount: '117.60' } }]);
    expect(paid(money('-117.60'))[0]).not.toHaveProperty('writeOff');
    expect(paid(money('-97.60'), money('-20.00', { AccountingDocument: '1800000009', BillingDocument: '0090000009' }))[0]).not.toHaveProperty('writeOff');
  });

  it('bears what was written off by its amount, where one clearing took several receivables', () => {
    const twice = { ...cleared, AccountingDocument: '1800000002', BillingDocument: '0090000002', AmountInTransactionCurrency: '240.00' };
    const paid = (...taken: object[]) => invoice({ InvoiceClearingStatus: 'C' }, [cleared], [cleared, twice, ...taken]).payments;
    const money = (value: string) => ({ ...cleared, AccountingDocument: '1400000007', BillingDocument: '', AmountInTransactionCurrency: value });
    expect(paid(money('-359.90'))).toMatchObject([{ amount: { amount: '119.97' }, writeOff: { amount: '0.03' } }]);
    expect(paid(money('-360.00'))[0]).not.toHaveProperty('writeOff');
    const left = { ...receivable, AccountingDocument: '1400000007', AccountingDocumentItem: '002', BillingDocument: '', InvoiceReference: '1800000002', AmountInTransactionCurrency: '60.00' };
    expect(paid(money('-300.00'), left)).toMatchObject([{ amount: { amount: '120.00' } }]);
    expect(paid(money('-300.00'), left)[0]).not.toHaveProperty('writeOff');
  });

  it('bears it once where it was due in instalments', () => {
    const second = { ...cleared, AccountingDocumentItem: '002' };
    const money = { ...cleared, AccountingDocument: '1400000007', BillingDocument: '', AmountInTransactionCurrency: '-239.90' };
    const { payments } = invoice({ InvoiceClearingStatus: 'C' }, [cleared, second], [cleared, second, money]);
    expect(payments.map(({ amount, writeOff }) => [amount.amount, writeOff?.amount])).toEqual([['119.95', '0.05'], ['119.95', '0.05']]);
  });

  it('counts a credit memo that refers to it as no payment', () => {
    const memo = { ...part, BillingDocument: '0090000009' };
    expect(invoice({}, [receivable, memo])).toMatchObject({ payments: [], open: { amount: '120.00' } });
    expect(invoice({ InvoiceClearingStatus: 'C' }, [cleared, { ...memo, IsCleared: true, ClearingAccountingDocument: '1400000007' }]).payments.map(({ amount }) => amount.amount)).toEqual(['70.00']);
    expect(invoice({ InvoiceClearingStatus: 'C' }, [cleared, memo]).payments.map(({ amount }) => amount.amount)).toEqual(['120.00']);
  });

  it('shows what came on account before it is cleared, and only the rest after', () => {
    expect(invoice({}, [receivable, part]).payments).toEqual([{ id: '1400000003', amount: { amount: '50.00', currency: 'EUR' }, paidOn: '2025-12-05' }]);
    expect(invoice({ InvoiceClearingStatus: 'C' }, [cleared, part]).payments.map(({ amount }) => amount.amount)).toEqual(['50.00', '70.00']);
    const settled = { ...part, IsCleared: true, ClearingAccountingDocument: '1400000007' };
    expect(invoice({ InvoiceClearingStatus: 'C' }, [cleared, settled]).payments.map(({ amount }) => amount.amount)).toEqual(['50.00', '70.00']);
  });

  it('does not show what came on account and was taken back', () => {
    const returned = { ...part, IsCleared: true, ClearingAccountingDocument: '1700000001' };
    expect(invoice({}, [receivable, returned]).payments).toEqual([]);
    expect(invoice({ InvoiceClearingStatus: 'C' }, [cleared, returned]).payments.map(({ amount }) => amount.amount)).toEqual(['120.00']);
  });
});
