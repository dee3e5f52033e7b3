import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ErpConnector } from '#connector-kit';
import { callWithin, type ServerProcess } from '#connector-kit/contract';
import { connector } from '../src/index.js';
import { settingsOf, silentDeps } from './gateway.fake.js';
import { startSandboxProcess } from './sandbox.process.js';

let sandbox: ServerProcess;
let erp: ErpConnector;

beforeAll(async () => {
  sandbox = await startSandboxProcess();
  const credentials = { user: { value: 'STRATA' }, password: { value: 'sandbox' } };
  erp = connector.create({ ...settingsOf(sandbox.url), credentials }, silentDeps);
  await control('PUT', 'faults', { autoBill: false, autoPay: false });
}, 60_000);
afterAll(async () => {
  await erp.close();
  await sandbox.stop();
});

/** What people in the company do. */
async function control(method: string, path: string, body: object = {}): Promise<any> {
  const init = { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(`${sandbox.url}/control/v1/${path}`, init);
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

describe('an invoice that people of the ERP work on', () => {
  it('is read with what came in part, what is open, the rest less the discount, and without what was taken back', async () => {
    const { order } = await control('POST', 'orders', { customer: '1000001', lines: [{ material: 'TG0001', quantity: '100' }] });
    await control('POST', 'deliveries', { order });
    const [number] = (await control('POST', 'bill', { order })).invoices;
    const read = async () => (await erp.findInvoices(callWithin(20_000), { salesOrderId: String(Number(order)) }))[0]!;
    const pay = async (what: object) => (await control('POST', 'pay', { invoice: number, ...what })).payments[0];
    const gross = Number((await read()).total.amount);
    const euros = (amount: number) => ({ amount: amount.toFixed(2), currency: 'EUR' });

    const part = await pay({ amount: '10.00' });
    expect(await read()).toMatchObject({ cleared: false, open: euros(gross - 10), payments: [{ amount: euros(10) }] });
    const rest = await pay({ cashDiscount: '2.00' });
    expect(await read()).toMatchObject({
      cleared: true, open: euros(0), payments: [{ amount: euros(10) }, { amount: euros(gross - 12), discount: euros(2) }],
    });
    await control('POST', `payments/${rest.document}/reversal`);
    expect(await read()).toMatchObject({ cleared: false, open: euros(gross - 10), payments: [{ amount: euros(10) }] });
    await control('POST', `payments/${part.document}/reversal`);
    expect(await read()).toMatchObject({ cleared: false, open: euros(gross), payments: [] });
  });
});

describe('an order of a customer who takes a little less or more', () => {
  it('has its tolerance in its deliveries, and nothing more to deliver once one was short within it', async () => {
    const { order } = await control('POST', 'orders', { customer: '1000039', lines: [{ material: 'TG0001', quantity: '20' }] });
    const salesOrderId = String(Number(order));
    const deliver = (quantity: string) => erp.createDelivery(callWithin(20_000), { salesOrderId, lines: [{ salesOrderLineId: '10', quantity }] });
    const first = await deliver('15');
    expect(first.lines).toMatchObject([{ quantity: { value: '15' }, deliveryTolerance: { under: '5', over: '10' } }]);
    await deliver('4');
    await expect(erp.createDelivery(callWithin(20_000), { salesOrderId })).rejects.toMatchObject({ kind: 'rejected', details: { reason: 'nothing-to-deliver' } });
    const { lines } = await erp.readSalesOrder(callWithin(20_000), { salesOrderId });
    expect([lines[0]?.quantity.value, lines[0]?.billingPolicy]).toEqual(['20', undefined]);
  });

  it('has none in those of anybody else', async () => {
    const { order } = await control('POST', 'orders', { customer: '1000001', lines: [{ material: 'TG0001', quantity: '1' }] });
    const { lines } = await erp.createDelivery(callWithin(20_000), { salesOrderId: String(Number(order)) });
    expect(lines[0]).not.toHaveProperty('deliveryTolerance');
  });
});

describe('a credit memo that people of the ERP write', () => {
  const billed = async () => {
    const { order } = await control('POST', 'orders', { customer: '1000001', lines: [{ material: 'TG0001', quantity: '10' }] });
    await control('POST', 'deliveries', { order });
    const [invoice] = (await control('POST', 'bill', { order })).invoices;
    const id = (number: string) => String(Number(number));
    return { order, invoice, id, find: () => erp.findInvoices(callWithin(20_000), { salesOrderId: id(order) }) };
  };

  it('counts for its invoice until it is cancelled, and moves its version when it is', async () => {
    const { invoice, id, find } = await billed();
    const { creditNote } = await control('POST', 'credit-notes', { invoice, lines: [{ item: '10', quantity: '4' }] });
    const memo = async () => (await find()).find((each) => each.id === id(creditNote))!;
    const posted = await memo();
    expect(posted).toMatchObject({ type: 'credit-note', status: 'posted', cleared: false, creditedInvoiceId: id(invoice), payments: [] });
    await control('POST', `credit-notes/${creditNote}/cancel`);
    const found = await find();
    expect(found.map(({ status }) => status).toSorted()).toEqual(['cancelled', 'cancelled', 'posted']);
    expect((await memo()).version).not.toBe(posted.version);
  });

  it('takes the place of money where it is cleared with its invoice: neither received nor given up', async () => {
    const { invoice, id, find } = await billed();
    const { creditNote } = await control('POST', 'credit-notes', { invoice, lines: [{ item: '10', quantity: '4' }] });
    const [paid] = (await control('POST', 'pay', { invoice })).payments;
    const found = await find();
    const settled = found.find((each) => each.id === id(invoice))!;
    expect(settled).toMatchObject({ cleared: true, payments: [{ amount: { amount: paid.amount } }] });
    expect(settled.payments[0]).not.toHaveProperty('writeOff');
    expect(found.find((each) => each.id === id(creditNote))).toMatchObject({ cleared: true, payments: [] });
  });

  it('follows a return whose goods are back, by the invoice of them', async () => {
    const { order, invoice, id, find } = await billed();
    const { return: number } = await control('POST', 'returns', { order, lines: [{ item: '10', quantity: '3' }] });
    await control('POST', `returns/${number}/receipt`);
    await control('POST', 'credit-notes', { return: number });
    const note = (await find()).find(({ type }) => type === 'credit-note');
    expect(note).toMatchObject({ creditedInvoiceId: id(invoice), lines: [{ salesOrderId: id(order), salesOrderLineId: '10', quantity: { value: '3' } }] });
  });

  it('is none for a return that was rejected, which is a cancelled one', async () => {
    const { order, id, find } = await billed();
    const { return: number } = await control('POST', 'returns', { order, lines: [{ item: '10', quantity: '3' }] });
    await control('POST', `returns/${number}/rejection`);
    expect(await erp.findReturns(callWithin(20_000), { salesOrderId: id(order) })).toMatchObject([{ status: 'cancelled', lines: [{ salesOrderLineId: '10' }] }]);
    expect(await find()).toHaveLength(1);
  });
});
