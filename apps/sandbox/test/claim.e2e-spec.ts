import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Control } from './control.caller.js';
import type { Json } from './erp.caller.js';
import { openSandbox, type SandboxFixture } from './sandbox.fixture.js';

describe('what customers bring back and are given back', () => {
  let fixture: SandboxFixture;
  let control: Control;
  beforeAll(async () => {
    fixture = await openSandbox({ billAfterMs: 600_000, payAfterMs: 600_000 });
    control = new Control(fixture.sandbox.url);
  });
  afterAll(() => fixture.end());

  const shipped = async (quantity = '10'): Promise<string> => {
    const order = (await fixture.erp.order([['TG0001', quantity]])).body['d'].SalesOrder;
    await control.post('deliveries', { order });
    return order;
  };
  const billed = async () => {
    const order = await shipped();
    const [invoice] = (await control.post('bill', { order }))['invoices'];
    return { order, invoice: invoice as string };
  };
  const first = async (path: string): Promise<Json> => (await control.get(path))['items'][0];
  const rows = (path: string) => fixture.erp.rows(path);
  const onHand = async () => Number((await first('items?reference=TG0001'))['onHand']);
  const openItems = async () => Number((await first('customers?customer=1000001'))['credit'].openItems.amount);
  const fixed = (amount: number) => amount.toFixed(2);

  it('is a return of so much of an order as was shipped, and no more', async () => {
    const order = await shipped();
    const { return: number } = await control.post('returns', { order, lines: [{ item: '10', quantity: '4' }] });
    await expect(control.post('returns', { order, lines: [{ item: '10', quantity: '7' }] })).rejects.toMatchObject({ status: 409, body: { code: 'V1/411', field: 'lines.0.quantity' } });
    await expect(control.post('returns', { order, lines: [{ item: '20' }] })).rejects.toMatchObject({ status: 409, body: { code: 'V1/390', field: 'lines.0.item' } });
    await expect(control.post('returns', { order, lines: [{ item: '10', quantity: '-1' }] })).rejects.toMatchObject({ status: 400, body: { field: 'lines.0.quantity' } });
    const [header] = await rows(`API_CUSTOMER_RETURN_SRV/A_CustomerReturn?$filter=CustomerReturn eq '${number}'&$expand=to_Item`);
    expect(header).toMatchObject({ CustomerReturnType: 'RE', SoldToParty: '0001000001', OverallSDProcessStatus: 'A' });
    const [item] = await rows(`API_CUSTOMER_RETURN_SRV/A_CustomerReturnItem?$filter=ReferenceSDDocument eq '${order}'`);
    expect(item).toMatchObject({ CustomerReturn: number, RequestedQuantity: '4.000', ReferenceSDDocumentItem: '000010', ReferenceSDDocumentCategory: 'C' });
    await control.post(`returns/${number}/rejection`);
    expect(await first(`returns?order=${order}`)).toMatchObject({ return: number, rejected: true, receipt: null });
    await control.post('returns', { order });
    await expect(control.post('returns', { order })).rejects.toMatchObject({ status: 409, body: { code: 'V1/410' } });
  });

  it('puts the goods back into stock once', async () => {
    const order = await shipped();
    const before = await onHand();
    const { return: number } = await control.post('returns', { order });
    expect(await onHand()).toBe(before);
    const { delivery } = await control.post(`returns/${number}/receipt`);
    expect((await onHand()) - before).toBe(10);
    await expect(control.post(`returns/${number}/receipt`)).rejects.toMatchObject({ status: 409, body: { code: 'VL/630' } });
    await expect(control.post(`returns/${number}/rejection`)).rejects.toMatchObject({ status: 409, body: { code: 'VL/630' } });
    const [receipt] = await rows(`API_CUSTOMER_RETURNS_DELIVERY_SRV;v=0002/A_ReturnsDeliveryItem?$filter=ReferenceSDDocument eq '${number}'`);
    expect(receipt).toMatchObject({ DeliveryDocument: delivery, GoodsMovementStatus: 'C', ActualDeliveryQuantity: '10.000', ReferenceSDDocumentItem: '000010' });
    await expect(control.post('credit-notes', { return: number })).rejects.toMatchObject({ status: 409, body: { code: 'VF/025' } });
  });

  it('lowers what the customer owes by what was credited, and never credits more than was invoiced', async () => {
    const { order, invoice } = await billed();
    const before = await openItems();
    const gross = Number((await first(`invoices?order=${order}`))['gross'].amount);
    const { creditNote } = await control.post('credit-notes', { invoice, lines: [{ item: '10', quantity: '4' }] });
    expect(await first(`credit-notes?order=${order}`)).toMatchObject({ creditNote, type: 'G2', gross: { amount: fixed(gross * 0.4) }, invoices: [invoice], orders: [order] });
    expect(fixed(before - (await openItems()))).toBe(fixed(gross * 0.4));
    expect((await first(`invoices?order=${order}`))['open'].amount).toBe(fixed(gross * 0.6));
    await expect(control.post('credit-notes', { invoice, lines: [{ item: '10', quantity: '7' }] })).rejects.toMatchObject({ status: 409, body: { code: 'VF/020', field: 'lines.0.quantity' } });
    const [memo] = await rows(`API_BILLING_DOCUMENT_SRV/A_BillingDocument?$filter=BillingDocument eq '${creditNote}'&$expand=to_Item`);
    expect(memo).toMatchObject({ SDDocumentCategory: 'O', BillingDocumentType: 'G2', InvoiceClearingStatus: 'A' });
    const [line] = await rows(`API_BILLING_DOCUMENT_SRV/A_BillingDocumentItem?$filter=BillingDocument eq '${creditNote}'`);
    expect(line).toMatchObject({ SalesSDDocumentCategory: 'K', ReferenceSDDocumentCategory: 'K' });
    const [request] = await rows(`API_CREDIT_MEMO_REQUEST_SRV/A_CreditMemoRequestItem?$filter=CreditMemoRequest eq '${line!['SalesDocument']}'`);
    expect(request).toMatchObject({ ReferenceSDDocument: invoice, ReferenceSDDocumentCategory: 'M' });

    const [payment] = (await control.post('pay', { invoice }))['payments'];
    expect(payment).toMatchObject({ amount: fixed(gross * 0.6), cleared: true });
    expect(await first(`credit-notes?order=${order}`)).toMatchObject({ cleared: true });
    await control.post(`payments/${payment.document}/reversal`);
    expect(await first(`credit-notes?order=${order}`)).toMatchObject({ cleared: false });
    expect((await first(`invoices?order=${order}`))['open'].amount).toBe(fixed(gross * 0.6));
    await control.post('credit-notes', { invoice });
    await expect(control.post('credit-notes', { invoice })).rejects.toMatchObject({ status: 409, body: { code: 'VF/021' } });
    expect(fixed(before - (await openItems()))).toBe(fixed(gross));
  });

  it('is owed again once a credit memo is cancelled', async () => {
    const { order, invoice } = await billed();
    const before = await openItems();
    const { creditNote } = await control.post('credit-notes', { invoice });
    await control.post(`credit-notes/${creditNote}/cancel`);
    expect(await openItems()).toBe(before);
    expect(await first(`credit-notes?order=${order}`)).toMatchObject({ creditNote, cancelled: true });
    const [cancellation] = await rows(`API_BILLING_DOCUMENT_SRV/A_BillingDocument?$filter=CancelledBillingDocument eq '${creditNote}'`);
    expect(cancellation).toMatchObject({ SDDocumentCategory: 'S' });
    expect((await first(`invoices?order=${order}`))['cancelled']).toBe(false);
    await control.post('credit-notes', { invoice });
  });

  it('stands on the account for itself when the invoice is paid', async () => {
    const { invoice } = await billed();
    await control.post('pay', { invoice });
    const before = await openItems();
    const { creditNote } = await control.post('credit-notes', { invoice });
    const [line] = await rows(`API_OPLACCTGDOCITEMCUBE_SRV/A_OperationalAcctgDocItemCube?$filter=BillingDocument eq '${creditNote}'`);
    expect(line).toMatchObject({ IsCleared: false, InvoiceReference: '', DebitCreditCode: 'H' });
    expect(await openItems()).toBeLessThan(before);
    expect((await control.post('pay'))['payments'].map(({ invoice: paid }: Json) => paid)).not.toContain(creditNote);
  });

  it('credits a return when its goods are here, by the invoice of them', async () => {
    const { order, invoice } = await billed();
    const { return: number } = await control.post('returns', { order, lines: [{ item: '10', quantity: '3' }] });
    await expect(control.post('credit-notes', { return: number })).rejects.toMatchObject({ status: 409, body: { code: 'VF/023' } });
    await control.post(`returns/${number}/receipt`);
    const { creditNote } = await control.post('credit-notes', { return: number });
    await expect(control.post('credit-notes', { return: number })).rejects.toMatchObject({ status: 409, body: { code: 'VF/024' } });
    expect(await first(`credit-notes?order=${order}`)).toMatchObject({ creditNote, type: 'RE', invoices: [invoice], lines: [{ quantity: '3', claim: number }] });
    expect(await first(`returns?order=${order}`)).toMatchObject({ creditNotes: [creditNote] });
    await expect(control.post('credit-notes', { return: number, invoice })).rejects.toMatchObject({ status: 400, body: { field: 'return' } });
  });
});
