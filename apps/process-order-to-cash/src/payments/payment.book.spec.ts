import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exact, toPublicId, type CustomerPayment, type Invoice } from '#canonical';
import type { AllocationWish } from '#contracts';
import { Payments, WorkList, wholeBusiness } from '#read-models';
import { migratedDatabase } from '#store/fixture';
import { all, invoice, seen } from '../order/order.fixture.js';
import { PaymentBook } from './payment.book.js';
import { billedOrder, eur, saved, someCustomer } from './payment.fixture.js';

let db: DataSource;
let book: PaymentBook;
let payments: Payments;
beforeAll(async () => {
  ({ db } = await migratedDatabase());
  payments = new Payments(db);
  book = new PaymentBook(payments, new WorkList(db));
});
afterAll(() => db.destroy());

const wish = (key: string, amount: string, discount?: string): AllocationWish => ({ invoiceId: toPublicId('erp', key), amount: eur(amount), ...(discount && { discount: eur(discount) }) });
const record = (customerId: string, amount: string, wishes?: AllocationWish[], reference?: string, commanded = false) =>
  db.transaction((tx) => book.record({ systemId: 'erp', customerId, amount: eur(amount), receivedOn: '2026-01-02', reference, recordedBy: 'bank' }, wishes, { by: 'anna', commanded }, tx));
const allocate = ({ paymentId }: CustomerPayment, ...wishes: AllocationWish[]) => db.transaction((tx) => book.allocate(paymentId, wishes, { by: 'anna', commanded: false }, tx));
const reverse = ({ paymentId }: CustomerPayment) => db.transaction((tx) => book.reverse(paymentId, 'bounced', 'anna', tx));
const summary = ({ state, unallocated, allocations }: CustomerPayment) => [state, unallocated.amount, ...allocations.map((each) => `${each.amount.amount}${each.discount ? `+${each.discount.amount}` : ''} ${each.state}`)];
const exceptionsOf = async ({ paymentId }: CustomerPayment, state = 'open') => (await new WorkList(db).list({ systemId: 'erp' }, { limit: 200 })).items.filter((each) => each.subject === paymentId && each.state === state).map(({ kind }) => kind);
/** An invoice number that no other case has. */
const number = () => uuidv7();
async function customerWith(...invoices: Partial<Invoice>[]) {
  const customerId = someCustomer();
  const keys = invoices.map(number);
  const order = await billedOrder(db, customerId, Object.fromEntries(invoices.map((each, index) => [keys[index], each])));
  return { customerId, keys: keys as [string, ...string[]], order };
}

describe('a payment', () => {
  it('that is exact, with a cash discount, or in part, says what is left of it', async () => {
    const { customerId, keys: [first, second] } = await customerWith({}, {});
    expect(summary(await record(customerId, '58.80', [wish(first, '58.80', '1.20')]))).toEqual(['allocated', '0.00', '58.80+1.20 recorded']);
    const part = await record(customerId, '30.00', [wish(second!, '20')]);
    expect(summary(part)).toEqual(['partly-allocated', '10.00', '20.00 recorded']);
    expect(summary(await allocate(part, wish(second!, '10.00')))).toEqual(['allocated', '0.00', '20.00 recorded', '10.00 recorded']);
  });

  it('that is more than what it is for keeps its rest, with an exception that ends when the rest is allocated', async () => {
    const { customerId, keys: [first, second] } = await customerWith({}, {});
    const over = await record(customerId, '75.00', undefined, first);
    expect(summary(over)).toEqual(['partly-allocated', '15.00', '60.00 recorded']);
    expect(await exceptionsOf(over)).toEqual(['payment-unallocated']);
    await allocate(over, wish(second!, '15'));
    expect([await exceptionsOf(over), await exceptionsOf(over, 'resolved')]).toEqual([[], ['payment-unallocated']]);
  });

  it('in advance stays unallocated, and says of whom and how much', async () => {
    const { customerId } = await customerWith();
    const early = await record(customerId, '100.00', undefined, 'PO-1');
    expect(summary(early)).toEqual(['unallocated', '100.00']);
    const [exception] = (await new WorkList(db).list({ kind: 'payment-unallocated', state: 'open' })).items.filter(({ subject }) => subject === early.paymentId);
    expect(exception).toMatchObject({ owner: 'accounting', systemId: 'erp', reason: expect.stringMatching(/^100\.00 of 100\.00 EUR received from customer .* for "PO-1"/) });
  });

  it('is allocated by the purchase order number, by the amount, and to nothing where a person wants none', async () => {
    const { customerId } = await customerWith({}, { total: eur('45.00') });
    expect(summary(await record(customerId, '45.00', []))).toEqual(['unallocated', '45.00']);
    expect(summary(await record(customerId, '45.00'))).toEqual(['allocated', '0.00', '45.00 recorded']);
    expect(summary(await record(customerId, '10.00', undefined, 'PO-1'))).toEqual(['allocated', '0.00', '10.00 recorded']);
  });

  it('is not for an invoice that is paid, nor for one of another customer', async () => {
    const { customerId, keys: [paid] } = await customerWith({ cleared: true });
    const { keys: [others] } = await customerWith({});
    await expect(record(customerId, '60.00', [wish(paid, '60.00')])).rejects.toMatchObject({ kind: 'invalid', details: { fields: [{ detail: 'only 0.00 EUR of the invoice are open' }] } });
    await expect(record(customerId, '60.00', [wish(others, '60.00')])).rejects.toMatchObject({ details: { fields: [{ detail: 'the invoice is of another customer' }] } });
    expect((await payments.list({ customerId }, wholeBusiness)).items).toEqual([]);
  });

  it('goes by what the ERP says is open, also after a credit note', async () => {
    const { customerId, keys: [key] } = await customerWith({ open: eur('40.00') });
    expect(summary(await record(customerId, '60.00', undefined, key))).toEqual(['partly-allocated', '20.00', '40.00 recorded']);
  });

  it('for an invoice of two orders goes to the first of them, and by the least that either knows to be open', async () => {
    const customerId = someCustomer();
    const key = number();
    const first = await billedOrder(db, customerId, { [key]: {} });
    await billedOrder(db, customerId, { [key]: { payments: [{ id: 'p', amount: eur('25.00') }] } });
    const made = await record(customerId, '60.00', undefined, key);
    expect([summary(made), made.allocations[0]?.orderId]).toEqual([['partly-allocated', '25.00', '35.00 recorded'], first.orderId]);
  });

  it('that is reversed frees the invoice for another one, and can be neither allocated nor reversed again', async () => {
    const { customerId, keys: [key] } = await customerWith({});
    const bounced = await record(customerId, '90.00', undefined, key);
    expect(summary(await reverse(bounced))).toEqual(['reversed', '0.00', '60.00 released']);
    expect(await exceptionsOf(bounced)).toEqual([]);
    expect(await payments.read(bounced.paymentId)).toMatchObject({ reversal: { reason: 'bounced', by: 'anna', at: expect.stringMatching(/^\d{4}-.*Z$/) } });
    for (const again of [allocate(bounced, wish(key, '1')), reverse(bounced)]) await expect(again).rejects.toMatchObject({ kind: 'conflict', details: { state: 'reversed', allowed: [], reason: 'payment-reversed' } });
    expect(summary(await record(customerId, '60.00', [wish(key, '60.00')]))).toEqual(['allocated', '0.00', '60.00 recorded']);
  });

  it('of an amount that the ERP cleared meanwhile is not counted twice', async () => {
    const { customerId, keys: [key], order } = await customerWith({});
    await record(customerId, '20.00', [wish(key, '20.00')]);
    await saved(db, seen({ invoices: [invoice(key, all, { payments: [{ id: 'p1', amount: eur('20.00') }], version: 'v2' })] }, order));
    expect(summary(await record(customerId, '50.00', undefined, key))).toEqual(['partly-allocated', '10.00', '40.00 recorded']);
  });
});

describe('at the same time', () => {
  const kept = (answers: PromiseSettledResult<CustomerPayment>[]) => answers.filter(({ status }) => status === 'fulfilled').length;

  it('two allocations do not both take the rest of a payment', async () => {
    const { customerId, keys: [first, second] } = await customerWith({}, {});
    const made = await record(customerId, '60.00', []);
    expect(kept(await Promise.allSettled([allocate(made, wish(first, '60.00')), allocate(made, wish(second!, '60.00'))]))).toBe(1);
    expect((await payments.read(made.paymentId)).unallocated.amount).toBe('0.00');
  });

  it('payments do not both take what is open of an invoice, by wish or by rule', async () => {
    const { customerId, keys: [key] } = await customerWith({});
    expect(kept(await Promise.allSettled([1, 2, 3].map(() => record(customerId, '40.00', [wish(key, '40.00')]))))).toBe(1);
    const byRule = await Promise.all([1, 2, 3].map(() => record(customerId, '15.00', undefined, key)));
    expect(exact.add('0', ...byRule.map(({ unallocated }) => exact.subtract('15.00', unallocated.amount)))).toBe('20');
  });

  it('a reversal and an allocation come one after the other', async () => {
    const { customerId, keys: [key] } = await customerWith({});
    const made = await record(customerId, '60.00', []);
    await Promise.allSettled([allocate(made, wish(key, '60.00')), reverse(made), allocate(made, wish(key, '60.00'))]);
    const after = await payments.read(made.paymentId);
    expect([after.state, after.allocations.filter(({ state }) => state !== 'released')]).toEqual(['reversed', []]);
  });
});

it('in any order and with repeats, no more is allocated than was received, nor than was open', async () => {
  const cents = fc.integer({ min: 1, max: 7_000 }).map((value) => exact.divide(String(value), '100', 2));
  const pick = fc.nat({ max: 2 });
  const act = fc.oneof(
    fc.record({ does: fc.constant('record' as const), amount: cents, names: fc.option(pick, { nil: undefined }) }),
    fc.record({ does: fc.constant('allocate' as const), amount: cents, discount: cents, payment: pick, invoice: pick }),
    fc.record({ does: fc.constant('reverse' as const), payment: pick }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(act, { minLength: 1, maxLength: 4 }), { maxLength: 5 }), async (rounds) => {
      const { customerId, keys } = await customerWith({}, {}, {});
      const made = await Promise.all(keys.map(() => record(customerId, '50.00', [])));
      for (const round of rounds) {
        const asked = round.map((each) => {
          if (each.does === 'record') return record(customerId, each.amount, undefined, each.names === undefined ? undefined : keys[each.names]);
          const of = made[each.payment]!;
          return each.does === 'reverse' ? reverse(of) : allocate(of, wish(keys[each.invoice]!, each.amount, each.discount));
        });
        for (const answer of await Promise.allSettled(asked)) if (answer.status === 'rejected' && !['invalid', 'conflict'].includes(answer.reason.kind)) throw answer.reason;
      }
      const { items } = await payments.list({ customerId, limit: 200 }, wholeBusiness);
      const live = items.flatMap(({ allocations }) => allocations).filter(({ state }) => state === 'recorded');
      for (const { amount, unallocated, allocations, state } of items) {
        const taken = exact.add('0', ...allocations.filter((each) => each.state === 'recorded').map((each) => each.amount.amount));
        if (state !== 'reversed') expect(exact.add(taken, unallocated.amount)).toBe(exact.normal(amount.amount));
        expect(exact.compare(unallocated.amount, '0')).toBeGreaterThanOrEqual(0);
      }
      for (const key of keys) {
        const settled = exact.add('0', ...live.filter(({ invoiceId }) => invoiceId === toPublicId('erp', key)).flatMap(({ amount, discount }) => [amount.amount, discount?.amount ?? '0']));
        expect(exact.compare(settled, '60.00')).toBeLessThanOrEqual(0);
      }
    }),
    { numRuns: 15 },
  );
});
