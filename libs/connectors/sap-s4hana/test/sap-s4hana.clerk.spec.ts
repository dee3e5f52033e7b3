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
