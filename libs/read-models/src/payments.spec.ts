import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { toPublicId, type AllocationState, type CustomerPaymentState, type Order } from '#canonical';
import { migratedDatabase } from '#store/fixture';
import { OrderProjection } from './order-projection.js';
import { orderView } from './order.fixture.js';
import { invoicesByKey, invoicesOfCustomer, isKnownCustomer, plainNumber } from './payment-invoices.js';
import { Payments, type NewAllocation, type NewPayment } from './payments.js';
import { wholeBusiness } from './own-rows.js';

const eur = (amount: string) => ({ amount, currency: 'EUR' });
const customerId = toPublicId('erp', '17');
const invoiceOf = (key: string, change: Partial<Order['invoices'][number]> = {}): Order['invoices'][number] => ({
  invoiceId: toPublicId('erp', key), number: `00${key}`, type: 'invoice', status: 'posted', cleared: false, own: eur('60.00'), total: eur('60.00'), lines: [], payments: [], ...change,
});

let db: DataSource;
let payments: Payments;
beforeAll(async () => {
  ({ db } = await migratedDatabase());
  payments = new Payments(db);
});
beforeEach(() => db.query('TRUNCATE payment, payment_allocation, order_view, order_reference'));
afterAll(() => db.destroy());

async function pay(amount: string, change: Partial<NewPayment> = {}): Promise<string> {
  const paymentId = uuidv7();
  await payments.insert({ paymentId, systemId: 'erp', customerId, amount: eur(amount), receivedOn: '2026-01-02', byRule: true, recordedBy: 'bank', ...change }, db.manager);
  return paymentId;
}
async function allocate(paymentId: string, amount: string, state: AllocationState, change: Partial<NewAllocation> = {}): Promise<void> {
  const allocation = { allocationId: uuidv7(), invoiceKey: '7', orderId: uuidv7(), amount, discount: '0', settledBefore: '0', state, allocatedBy: 'anna', ...change };
  await payments.addAllocations({ paymentId, systemId: 'erp' }, [allocation], db.manager);
}
async function order(invoices: Order['invoices'], change: Partial<Order> = {}): Promise<Order> {
  const view = orderView({ orderId: uuidv7(), customerId, invoices, sequence: 1, ...change });
  const references = invoices.map(({ invoiceId, cleared }) => ({ system: 'erp', type: 'invoice' as const, id: Buffer.from(invoiceId, 'base64url').toString().slice(4), open: !cleared }));
  await new OrderProjection(db).saveView('web', view, references, [], { systemId: 'erp' });
  return view;
}

describe('payments', () => {
  it('are read with their amounts in the decimals of the currency, whatever was written', async () => {
    const paymentId = await pay('12.5', { reference: 'thanks' });
    await allocate(paymentId, '2', 'recorded', { discount: '0.1' });
    expect(await payments.read(paymentId)).toMatchObject({
      amount: eur('12.50'), unallocated: eur('10.50'), receivedOn: '2026-01-02', reference: 'thanks', state: 'partly-allocated',
      allocations: [{ invoiceId: toPublicId('erp', '7'), amount: eur('2.00'), discount: eur('0.10'), state: 'recorded', allocatedBy: 'anna' }],
    });
  });

  it.each([
    ['recorded', 'allocated'],
    ['requested', 'allocated'],
    ['posted', 'allocated'],
    ['refused', 'unallocated'],
    ['released', 'unallocated'],
  ] as const)('with all of it %s are %s', async (state, expected) => {
    const paymentId = await pay('5.00');
    await allocate(paymentId, '5.00', state);
    expect((await payments.read(paymentId)).state).toBe(expected);
  });

  it('are listed newest first, page by page, by customer and by state', async () => {
    const mine = [await pay('1.00'), await pay('2.00'), await pay('3.00')];
    await pay('4.00', { customerId: toPublicId('erp', '18') });
    await allocate(mine[1]!, '2.00', 'recorded');
    const first = await payments.list({ customerId, limit: 2 }, wholeBusiness);
    expect(first.items.map(({ paymentId }) => paymentId)).toEqual([mine[2], mine[1]]);
    expect((await payments.list({ customerId, limit: 2, cursor: first.next }, wholeBusiness)).items.map(({ paymentId }) => paymentId)).toEqual([mine[0]]);
    expect((await payments.list({ state: 'allocated' }, wholeBusiness)).items.map(({ paymentId }) => paymentId)).toEqual([mine[1]]);
    await allocate(mine[2]!, '1.00', 'recorded');
    await allocate(mine[0]!, '1.00', 'refused');
    await payments.reverse(await pay('5.00'), { reason: 'bounced', by: 'anna' }, db.manager);
    const amountsOf = async (state: CustomerPaymentState) => (await payments.list({ state }, wholeBusiness)).items.map(({ amount }) => amount.amount);
    expect(await Promise.all((['unallocated', 'partly-allocated', 'allocated', 'reversed'] as const).map(amountsOf))).toEqual([['4.00', '1.00'], ['3.00'], ['2.00'], ['5.00']]);
    expect((await payments.list({}, wholeBusiness)).items).toHaveLength(5);
    await expect(payments.list({ cursor: 'x' }, wholeBusiness)).rejects.toMatchObject({ kind: 'invalid', details: { fields: [{ pointer: '/cursor' }] } });
  });

  it.each(['nonsense', uuidv7()])('that are not there are not found (%s)', async (paymentId) => {
    await expect(payments.read(paymentId)).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('when they are reversed let go of what is only here, and leave what an ERP has or may have', async () => {
    const paymentId = await pay('10.00');
    for (const state of ['recorded', 'requested', 'posted', 'refused'] as const) await allocate(paymentId, '1.00', state);
    await allocate(paymentId, '1.00', 'requested');
    const asked = (await payments.read(paymentId)).allocations[1]!.allocationId;
    await db.query(`UPDATE payment_allocation SET asked_at = now() WHERE allocation_id = $1`, [asked]);
    await payments.reverse(paymentId, { reason: 'bounced', by: 'anna' }, db.manager);
    const { state, unallocated, allocations } = await payments.read(paymentId);
    expect([state, unallocated, allocations.map((each) => each.state)]).toEqual(['reversed', eur('0.00'), ['released', 'requested', 'reversing', 'refused', 'released']]);
  });
});

describe('invoices that payments are for', () => {
  it('are found by key, with all that is spoken for of them', async () => {
    const paymentId = await pay('50.00');
    const { orderId } = await order([invoiceOf('7'), invoiceOf('8')]);
    await allocate(paymentId, '10.00', 'recorded', { settledBefore: '5.00', discount: '1' });
    await allocate(paymentId, '10.00', 'released');
    expect(await invoicesByKey(db.manager, 'erp', ['7', '9'])).toMatchObject([{ key: '7', number: '007', open: '60', orderIds: [orderId], customerIds: [customerId], shares: [{ settles: '11.00', state: 'recorded', settledBefore: '5.00' }] }]);
    expect(await invoicesByKey(db.manager, 'other', ['7'])).toEqual([]);
  });

  it.each([
    ['cleared', { cleared: true }, '0'],
    ['said by the system', { open: eur('12.00') }, '12'],
    ['what no payment explains', { payments: [{ id: 'p', amount: eur('20.00'), discount: eur('1.00'), writeOff: eur('0.50'), reference: 'r' }] }, '38.5'],
  ])('are open by what is %s', async (_, change, open) => {
    await order([invoiceOf('7', change)]);
    expect((await invoicesByKey(db.manager, 'erp', ['7']))[0]?.open).toBe(open);
  });

  it('are those of a customer that are open, and what the reference names', async () => {
    await order([invoiceOf('7')]);
    await order([invoiceOf('8', { cleared: true })], { purchaseOrderNumber: 'PO-2' });
    await order([invoiceOf('9')], { customerId: toPublicId('erp', '18') });
    const keysFor = async (reference?: string) => {
      const { invoices, namesOrder } = await invoicesOfCustomer(db.manager, 'erp', customerId, reference);
      return [...invoices.map(({ key }) => key).toSorted(), namesOrder];
    };
    expect(await keysFor()).toEqual(['7', false]);
    expect(await keysFor('PO-2')).toEqual(['7', '8', true]);
    expect(await keysFor('008')).toEqual(['7', '8', false]);
    expect([await isKnownCustomer(db, customerId), await isKnownCustomer(db, toPublicId('erp', '19'))]).toEqual([true, false]);
  });

  it('are named with or without leading zeros, in capitals or not', () => {
    expect(['0090000012', ' 90000012', 'inv-1', '0'].map(plainNumber)).toEqual(['90000012', '90000012', 'INV-1', '0']);
  });
});
