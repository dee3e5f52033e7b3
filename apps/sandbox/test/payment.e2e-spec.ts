import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Control } from './control.caller.js';
import type { Json } from './erp.caller.js';
import { openSandbox, type SandboxFixture } from './sandbox.fixture.js';

describe('a payment', () => {
  let fixture: SandboxFixture;
  let control: Control;
  beforeAll(async () => {
    fixture = await openSandbox({ billAfterMs: 600_000, payAfterMs: 600_000 });
    control = new Control(fixture.sandbox.url);
  });
  afterAll(() => fixture.end());

  /** An invoice of its own of a customer, and what it comes to. */
  const invoice = async (customer = '1000001', organisation = '1010') => {
    const order = (await fixture.erp.order([['TG0001', '100']], { SoldToParty: customer, SalesOrganization: organisation })).body['d'].SalesOrder;
    await control.post('deliveries', { order });
    const [number] = (await control.post('bill', { order }))['invoices'];
    return { order, number, gross: Number((await booked(order)).gross.amount) };
  };
  const booked = async (order: string): Promise<Json> => (await control.get(`invoices?order=${order}`))['items'][0];
  const paymentsOf = async (order: string): Promise<Json[]> => (await control.get(`payments?order=${order}`))['items'];
  const pay = async (body: object) => (await control.post('pay', body))['payments'][0] as Json;
  const reverse = (payment: string) => control.post(`payments/${payment}/reversal`);
  const openItems = async (customer: string) => Number((await control.get(`customers?customer=${customer}`))['items'][0].credit.openItems.amount);
  const CUBE = 'API_OPLACCTGDOCITEMCUBE_SRV/A_OperationalAcctgDocItemCube?$filter=';
  /** As a client asks that wants an invoice with its partial payments. */
  const account = async (number: string) => {
    const [own] = await fixture.erp.rows(`${CUBE}BillingDocument eq '${number}'`);
    const rows = await fixture.erp.rows(`${CUBE}BillingDocument eq '${number}' or InvoiceReference eq '${own!['AccountingDocument']}'`);
    return { invoice: rows.find((row) => row['BillingDocument'] === number)!, partial: rows.filter((row) => row['InvoiceReference'] !== '') };
  };
  const fixed = (amount: number) => amount.toFixed(2);

  it('of a part leaves the invoice open, and the rest clears it with the part', async () => {
    const { order, number, gross } = await invoice();
    const before = await openItems('1000001');
    const first = await pay({ invoice: number, amount: '10.00' });
    expect(first).toMatchObject({ amount: '10.00', cashDiscount: '0.00', cleared: false, open: fixed(gross - 10) });
    expect(await booked(order)).toMatchObject({ cleared: false, open: { amount: fixed(gross - 10) } });
    expect(fixed(before - (await openItems('1000001')))).toBe('10.00');
    const open = await account(number);
    expect(open.invoice).toMatchObject({ IsCleared: false, AmountInTransactionCurrency: gross.toFixed(3) });
    expect(open.partial).toMatchObject([
      { AccountingDocument: first['document'], AccountingDocumentType: 'DZ', IsCleared: false, AmountInTransactionCurrency: '-10.000', InvoiceReference: open.invoice['AccountingDocument'], InvoiceReferenceFiscalYear: open.invoice['FiscalYear'] },
    ]);

    const rest = await pay({ invoice: number });
    expect(rest).toMatchObject({ amount: fixed(gross - 10), cleared: true, open: '0.00' });
    expect(await booked(order)).toMatchObject({ cleared: true, open: { amount: '0.00' } });
    const cleared = await account(number);
    for (const row of [cleared.invoice, ...cleared.partial]) expect(row).toMatchObject({ IsCleared: true, ClearingAccountingDocument: rest['document'] });
    expect((await paymentsOf(order)).map((one) => [one['payment'], one['partial']])).toEqual([[rest['document'], false], [first['document'], true]]);
    expect(fixed(before - (await openItems('1000001')))).toBe(fixed(gross));
  });

  it('that is short by cash discount and a difference that is written off clears', async () => {
    const { order, number, gross } = await invoice();
    const paid = await pay({ invoice: number, amount: fixed(gross - 3.05), cashDiscount: '3.00', writeOff: '0.05' });
    expect(paid).toMatchObject({ cleared: true, cashDiscount: '3.00', writeOff: '0.05' });
    expect((await account(number)).invoice).toMatchObject({ IsCleared: true, CashDiscountAmount: '3.000' });
    expect((await paymentsOf(order))[0]).toMatchObject({ amount: { amount: fixed(gross - 3.05) }, cashDiscount: { amount: '3.00' }, writeOff: { amount: '0.05' } });
  });

  it('that is taken back opens again what it cleared, the parts before it as well', async () => {
    const { order, number, gross } = await invoice();
    const before = await openItems('1000001');
    const part = await pay({ invoice: number, amount: '10.00' });
    const rest = await pay({ invoice: number, cashDiscount: '1.00' });
    await expect(reverse(part['document'])).rejects.toMatchObject({ status: 409, body: { code: 'F5/362', field: 'payment' } });
    expect(await reverse(rest['document'])).toMatchObject({ payment: rest['document'], invoices: [number] });
    expect(await booked(order)).toMatchObject({ cleared: false, open: { amount: fixed(gross - 10) } });
    const [row] = await fixture.erp.rows(`API_BILLING_DOCUMENT_SRV/A_BillingDocument?$filter=BillingDocument eq '${number}'`);
    expect(row).toMatchObject({ InvoiceClearingStatus: 'A' });
    expect((await account(number)).invoice).toMatchObject({ IsCleared: false, ClearingAccountingDocument: '', CashDiscountAmount: '0.000' });
    await reverse(part['document']);
    expect(await booked(order)).toMatchObject({ open: { amount: fixed(gross) } });
    expect(await openItems('1000001')).toBe(before);
    expect((await account(number)).partial).toMatchObject([{ IsCleared: true, IsReversed: true }]);
    await expect(reverse(rest['document'])).rejects.toMatchObject({ status: 409, body: { code: 'F5/361' } });
    expect(await pay({ invoice: number, amount: fixed(gross) })).toMatchObject({ cleared: true });
  });

  it('in part of an invoice that is then cancelled stays on the account as money of the customer, until it is taken back', async () => {
    const before = await openItems('1000003');
    const { number } = await invoice('1000003');
    const part = await pay({ invoice: number, amount: '10.00' });
    const { headers } = await fixture.erp.get(`API_BILLING_DOCUMENT_SRV/A_BillingDocument('${number}')`);
    expect((await fixture.erp.post(`API_BILLING_DOCUMENT_SRV/Cancel?BillingDocument='${number}'`, undefined, headers.get('etag')!)).status).toBe(200);
    expect(fixed((await openItems('1000003')) - before)).toBe('-10.00');
    await reverse(part['document']);
    expect(await openItems('1000003')).toBe(before);
  });

  it.each([
    ['more than is open', { amount: '1000000.00' }, 409, 'amount', 'F5/263'],
    ['a discount that leaves something open', { amount: '1.00', cashDiscount: '1.00' }, 409, 'cashDiscount', 'F5/264'],
    ['a write-off of more than is open', { writeOff: '1000000.00' }, 409, 'writeOff', 'F5/263'],
    ['nothing', { amount: '0' }, 409, 'amount', 'F5/265'],
    ['a fraction of a cent', { amount: '1.001' }, 400, 'amount', undefined],
    ['a negative amount', { amount: '-1' }, 400, 'amount', undefined],
  ])('of %s is refused, and nothing is posted', async (_what, body, status, field, code) => {
    const { order, number, gross } = await invoice();
    await expect(pay({ invoice: number, ...body })).rejects.toMatchObject({ status, body: { field, ...(code !== undefined && { code }) } });
    expect(await booked(order)).toMatchObject({ open: { amount: fixed(gross) } });
  });

  it('with an amount is of one invoice that is open', async () => {
    await expect(pay({ amount: '1.00' })).rejects.toMatchObject({ status: 400, body: { field: 'invoice' } });
    const { number } = await invoice();
    await pay({ invoice: number });
    await expect(pay({ invoice: number, amount: '1.00' })).rejects.toMatchObject({ status: 409, body: { code: 'F5/201', field: 'invoice' } });
    await expect(reverse('1800000000')).rejects.toMatchObject({ status: 404, body: { code: 'SD/404', field: 'payment' } });
  });
});
