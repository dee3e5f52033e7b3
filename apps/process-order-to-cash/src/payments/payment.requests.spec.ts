import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { toPublicId, type CustomerPayment } from '#canonical';
import { ErpApi, erpRoutes, httpClientOf } from '#contracts';
import { ApiServer, json, type SeenRequest } from '#contracts/fixture';
import { DurableIngress } from '#durable';
import { OrderProjection, PaymentRequests, Payments, WorkList } from '#read-models';
import { migratedDatabase } from '#store/fixture';
import { take, type OrderCommand } from '../order/order.commands.js';
import { decide } from '../order/order.decide.js';
import { effectKey } from '../order/order.effects.js';
import { all, commandedBilling, done, failed, invoice, seen } from '../order/order.fixture.js';
import { nextEffect } from '../order/order.next.js';
import type { OrderState } from '../order/order.state.js';
import { AllocationRequests } from './allocation.requests.js';
import { PaymentBook } from './payment.book.js';
import { PaymentDoor } from './payment.door.js';
import { billedOrder, eur, saved, someCustomer } from './payment.fixture.js';
import { PaymentWatch } from './payment.watch.js';

let db: DataSource;
let payments: Payments;
let book: PaymentBook;
let watch: PaymentWatch;
let asks: AllocationRequests;
beforeAll(async () => {
  ({ db } = await migratedDatabase());
});
afterAll(() => db.destroy());

/** An order that takes commands as its object does, behind the ingress of an engine. */
let order: OrderState;
let engineIsDown = false;
let erpIsDown = false;
let asked: string[];
const key = '7';
const server = new ApiServer();

/** As the engine does, or the ERP API. */
async function answerTo({ path, body, headers }: SeenRequest): Promise<[status: number, body: object]> {
  if (path.includes('/systems/gone/')) return [404, { kind: 'not-found', detail: 'there is no such system' }];
  if (erpIsDown) return [503, { kind: 'unavailable', detail: 'the system is away' }];
  if (!path.endsWith('/command')) return [200, { payInvoice: { mode: 'command', safe: false } }];
  if (engineIsDown) return [503, {}];
  asked.push(headers['idempotency-key'] as string);
  const result = take(order, body as OrderCommand);
  if ('refusal' in result) return [200, result];
  order = await saved(db, result.state);
  return [200, { order: {} }];
}

beforeEach(async () => {
  await db.query('TRUNCATE payment, payment_allocation, work_exception, order_view, order_reference, order_timeline');
  engineIsDown = false;
  erpIsDown = false;
  asked = [];
  server.reply = (response, request) => void answerTo(request).then((answer) => json(...answer)(response, request));
  const address = await server.start();
  const ingress = new DurableIngress([address]);
  const erp = httpClientOf(ErpApi, erpRoutes, address);
  payments = new Payments(db);
  book = new PaymentBook(payments, new WorkList(db));
  const requests = new PaymentRequests(db);
  asks = new AllocationRequests(db, requests, payments, book, ingress);
  watch = new PaymentWatch(db, requests, payments, book, new PaymentDoor(db, erp), asks);
  return async () => {
    await Promise.all([ingress.close(), erp.close()]);
    await server.stop();
  };
});

const since = new Date(0).toISOString();
const onReceipt = { capabilities: commandedBilling, paysOnReceipt: true };
const states = async ({ paymentId }: CustomerPayment) => {
  const { state, allocations } = await payments.read(paymentId);
  return [state, ...allocations.map((each) => each.state)];
};
const kinds = async () => (await new WorkList(db).list({ state: 'open' })).items.map(({ kind }) => kind);
const reverse = ({ paymentId }: CustomerPayment) => db.transaction((tx) => book.reverse(paymentId, 'bounced', 'anna', tx));
async function paid(amount: string): Promise<CustomerPayment> {
  const customerId = someCustomer();
  order = await billedOrder(db, customerId, { [key]: {} }, onReceipt);
  const payment = { systemId: 'erp', customerId, amount: eur(amount), receivedOn: '2026-01-02', recordedBy: 'bank' };
  return db.transaction((tx) => book.record(payment, [{ invoiceId: toPublicId('erp', key), amount: eur(amount) }], { by: 'anna', commanded: true }, tx));
}
/** The order's next call to its ERP ended so. */
async function ends(outcome: Parameters<typeof decide>[2]): Promise<void> {
  const effect = nextEffect(order);
  if (effect?.name !== 'pay-invoice') throw new Error(`a payment is not due: ${effect?.name}`);
  order = await saved(db, decide(order, effect, outcome).state);
}
const postedAs = ({ allocations }: CustomerPayment, version = 'v2') => invoice(key, all, { cleared: true, version, payments: [{ id: 'p1', amount: eur('60.00'), reference: allocations[0]!.allocationId }] });

describe('an allocation that the ERP is to post', () => {
  it('is asked of the order once under its own id, and is posted once the invoice shows it', async () => {
    const payment = await paid('60.00');
    expect(await states(payment)).toEqual(['allocated', 'requested']);
    await asks.askAll(payment.paymentId);
    await asks.askAll(payment.paymentId);
    await watch.look(since);
    expect([asked, await states(payment)]).toEqual([[`payment:${payment.allocations[0]!.allocationId}`], ['allocated', 'requested']]);
    await ends(done({ invoices: [postedAs(payment)] }));
    await watch.look(since);
    expect(await states(payment)).toEqual(['allocated', 'posted']);
  });

  it('waits for an engine that is away, and is asked later', async () => {
    const payment = await paid('60.00');
    engineIsDown = true;
    await asks.askAll(payment.paymentId);
    expect([asked, await states(payment)]).toEqual([[], ['allocated', 'requested']]);
    engineIsDown = false;
    await watch.look(since);
    expect(asked).toHaveLength(1);
    expect(order.tasks).toMatchObject([{ effect: 'pay-invoice', documentId: key, payment: { amount: { amount: '60.00' }, paidOn: '2026-01-02' } }]);
  });

  it('that the ERP refuses is refused, and the money is on the work list, free for another invoice', async () => {
    const payment = await paid('60.00');
    await watch.look(since);
    await ends(failed({ message: 'the period is closed' }));
    await watch.look(since);
    expect([await states(payment), await kinds()]).toEqual([['unallocated', 'refused'], ['payment-unallocated']]);
    expect(order.flags).toMatchObject([{ type: 'refused-pay-invoice', reason: 'the period is closed' }]);
  });

  it('is not refused by what was read before it was posted, and came later', async () => {
    const payment = await paid('60.00');
    await watch.look(since);
    const effect = nextEffect(order)!;
    await ends(done({ invoices: [postedAs(payment)] }));
    await new OrderProjection(db).addToTimeline(order.orderId, [{ key: `${effectKey(effect)}#1`, at: order.changedAt, type: effect.name, outcome: 'ok', reference: key }]);
    order = await saved(db, seen({ invoices: [invoice(key, all, { version: 'v1b' })] }, order));
    await watch.look(since);
    expect(await states(payment)).toEqual(['allocated', 'requested']);
    order = await saved(db, seen({ invoices: [postedAs(payment, 'v3')] }, order));
    await watch.look(since);
    expect(await states(payment)).toEqual(['allocated', 'posted']);
  });

  it('that was taken and is not shown an hour later was taken back in the ERP, and its money is free', async () => {
    const payment = await paid('60.00');
    await watch.look(since);
    const effect = nextEffect(order)!;
    await ends(done({ invoices: [invoice(key, all, { version: 'v1b' })] }));
    await new OrderProjection(db).addToTimeline(order.orderId, [{ key: `${effectKey(effect)}#1`, at: new Date(Date.now() - 3_660_000).toISOString(), type: effect.name, outcome: 'ok', reference: key }]);
    await watch.look(since);
    expect([await states(payment), await kinds()]).toEqual([['unallocated', 'refused'], ['payment-unallocated']]);
  });

  it('that the order itself refuses says why', async () => {
    const payment = await paid('60.00');
    order = seen({ invoices: [invoice(key, all, { cleared: true, version: 'v9' })] }, order);
    await asks.askAll(payment.paymentId);
    const { state, allocations } = await payments.read(payment.paymentId);
    expect([state, allocations[0]?.state, allocations[0]?.detail]).toEqual(['unallocated', 'refused', 'nothing of the invoice is open']);
    expect(await kinds()).toEqual(['payment-unallocated']);
  });
});

describe('the reversal of a payment', () => {
  it('takes back what was not asked for yet, and nothing is asked any more', async () => {
    const payment = await paid('60.00');
    await reverse(payment);
    await watch.look(since);
    expect([asked, await states(payment), await kinds()]).toEqual([[], ['reversed', 'released'], []]);
  });

  it('leaves an exception for what the ERP shows, until it shows it no more', async () => {
    const payment = await paid('60.00');
    await watch.look(since);
    await ends(done({ invoices: [postedAs(payment)] }));
    await watch.look(since);
    await reverse(payment);
    await watch.look(since);
    expect([await states(payment), await kinds()]).toEqual([['reversed', 'reversing'], ['payment-reversal']]);
    order = await saved(db, seen({ invoices: [invoice(key, all, { version: 'v3' })] }, order));
    await watch.look(since);
    expect([await states(payment), await kinds()]).toEqual([['reversed', 'released'], []]);
  });

  it('while the ERP is asked waits for what becomes of it, and then is for a person', async () => {
    const payment = await paid('60.00');
    await watch.look(since);
    await reverse(payment);
    expect([await states(payment), await kinds()]).toEqual([['reversed', 'requested'], []]);
    await ends(done({ invoices: [postedAs(payment)] }));
    await watch.look(since);
    expect([await states(payment), await kinds()]).toEqual([['reversed', 'reversing'], ['payment-reversal']]);
  });
});

describe('money that came before its invoice', () => {
  const early = (customerId: string, reference?: string) =>
    db.transaction((tx) => book.record({ systemId: 'erp', customerId, amount: eur('60.00'), receivedOn: '2026-01-02', reference, recordedBy: 'bank' }, undefined, { by: 'anna', commanded: true }, tx));

  it('goes there when it comes, and the exception ends', async () => {
    const customerId = someCustomer();
    await billedOrder(db, customerId, {}, { ...onReceipt, purchaseOrderNumber: 'PO-9' });
    const payment = await early(customerId, 'PO-9');
    expect([await states(payment), await kinds()]).toEqual([['unallocated'], ['payment-unallocated']]);
    order = await billedOrder(db, customerId, { [key]: {} }, { ...onReceipt, purchaseOrderNumber: 'PO-9' });
    await watch.look(since);
    expect([await states(payment), await kinds()]).toEqual([['allocated', 'requested'], []]);
  });

  it('goes there when its system can be asked again, however long that takes', async () => {
    const customerId = someCustomer();
    const payment = await early(customerId, 'PO-9');
    order = await billedOrder(db, customerId, { [key]: {} }, { ...onReceipt, purchaseOrderNumber: 'PO-9' });
    erpIsDown = true;
    expect([await watch.look(since), await states(payment)]).toEqual([since, ['unallocated']]);
    erpIsDown = false;
    expect([(await watch.look(since)) > since, await states(payment)]).toEqual([true, ['allocated', 'requested']]);
  });

  it('goes there by the number of the invoice too', async () => {
    const customerId = someCustomer();
    const payment = await early(customerId, '007');
    order = await billedOrder(db, customerId, { [key]: {} }, onReceipt);
    await watch.look(since);
    expect(await states(payment)).toEqual(['allocated', 'requested']);
  });

  it('of a system that nobody knows any more keeps no other back', async () => {
    const customerId = someCustomer();
    const mine = await early(customerId, 'PO-9');
    const gone = await db.transaction((tx) => book.record({ systemId: 'gone', customerId, amount: eur('60.00'), receivedOn: '2026-01-02', reference: 'PO-9', recordedBy: 'bank' }, undefined, { by: 'anna', commanded: true }, tx));
    order = await billedOrder(db, customerId, { [key]: {} }, { ...onReceipt, purchaseOrderNumber: 'PO-9' });
    await watch.look(since);
    expect([await states(mine), await states(gone)]).toEqual([['allocated', 'requested'], ['unallocated']]);
  });

  it('for which there is no word stays where it is, whatever comes', async () => {
    const customerId = someCustomer();
    const payment = await early(customerId);
    order = await billedOrder(db, customerId, { [key]: {} }, onReceipt);
    await watch.look(since);
    expect(await states(payment)).toEqual(['unallocated']);
  });
});
