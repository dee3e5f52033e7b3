import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fresh, type Invoice, type InvoicePayment } from '#canonical';
import { answerHeader, encodeAnswer, ErpApi, erpRoutes, httpClientOf } from '#contracts';
import { ApiServer } from '#contracts/fixture';
import { OrderProjection, OrderReader, Reservations, SwitchBoard, wholeBusiness } from '#read-models';
import { migratedDatabase } from '#store/fixture';
import { OrderReservations } from '../reservations/order-reservations.js';
import { Switches } from '../switches/switches.js';
import { take, type OrderCommand } from './order.commands.js';
import { decide } from './order.decide.js';
import { effectKey } from './order.effects.js';
import { exceptionsOf } from './order.exceptions.js';
import { all, at, captured, commandedBilling, delivery, done, failed, invoice, observedBilling, orderLine, placed, salesOrder, seen, unknown, absent, after } from './order.fixture.js';
import { statusOf } from './order.ledger.js';
import { nextEffect } from './order.next.js';
import { orderView } from './order.projection.js';
import type { OrderState, PlaceMessage } from './order.state.js';
import { StepRunner } from './steps/step-runner.js';

const eur = (amount: string) => ({ amount, currency: 'EUR' });
const probing = { mode: 'command', safe: false, settleAfterMs: 20_000, probe: 'readInvoices' } as const;
const onReceipt: Partial<PlaceMessage> = { capabilities: { ...commandedBilling, payInvoice: probing }, paysOnReceipt: true };
const invoiced = (change: Partial<PlaceMessage> = onReceipt): OrderState => seen({ deliveries: [delivery('d1', all)], invoices: [invoice('i1', all)] }, captured(change));
const wish = (id: string, amount = '20.00', invoiceId = 'i1'): OrderCommand => ({ type: 'pay', id, actor: 'anna', invoiceId, amount: eur(amount), paidOn: '2026-01-03' });
function asked(state: OrderState, command = wish('a1')): OrderState {
  const result = take(state, command);
  if ('refusal' in result) throw new Error(result.refusal.message);
  return result.state;
}
const refused = (state: OrderState, command = wish('a1')) => {
  const result = take(state, command);
  return 'refusal' in result ? [result.refusal.kind, result.refusal.reason] : result;
};
const due = (state: OrderState) => nextEffect(state) && `${nextEffect(state)?.probe ? 'probe ' : ''}${effectKey(nextEffect(state)!)}`;
const paidBy = (id: string, amount = '20.00', change: Partial<Invoice> = {}) => invoice('i1', all, { version: `paid-${id}`, payments: [{ id: `p-${id}`, amount: eur(amount), reference: id }], ...change });
const ids = { first: uuidv7(), second: uuidv7() };

describe('an order whose invoices are paid on receipt', () => {
  it('waits with what is billed, and goes on delivering and billing meanwhile', () => {
    expect(due(invoiced())).toBeUndefined();
    expect(due(invoiced({ capabilities: commandedBilling }))).toBe('pay-invoice:i1');
    const part = { '10': '1' };
    const more = seen({ deliveries: [delivery('d1', part), delivery('d2', { '10': '2', '20': '2' })], invoices: [invoice('i1', part)] }, captured(onReceipt));
    expect(due(more)).toBe('find-invoices:2');
  });

  it('keeps goods back that are paid in advance until the money is here, and no others', () => {
    const billedFirst = (billingPolicy: 'in-advance' | 'by-order', change: Partial<Invoice> = {}) =>
      seen({ invoices: [invoice('i1', all, change)] }, captured(onReceipt, salesOrder({ lines: [orderLine(1, '3', { billingPolicy }), orderLine(2, '2', { billingPolicy })] })));
    expect(due(billedFirst('in-advance'))).toBeUndefined();
    expect(due(billedFirst('in-advance', { cleared: true }))).toBe('create-delivery:1');
    expect(due(billedFirst('by-order'))).toBe('create-delivery:1');
  });

  it('has each allocation posted, one after the other, and is paid when the ERP says so', () => {
    let state = asked(asked(invoiced(), wish(ids.first)), wish(ids.second, '40.00'));
    expect([due(state), orderView(state).pending?.map(({ id }) => id)]).toEqual([`pay-invoice:${ids.first}`, [ids.first, ids.second]]);
    state = after(state, done({ invoices: [paidBy(ids.first)] })).state;
    expect([due(state), statusOf(state), orderView(state).invoices[0]?.payments[0]?.reference]).toEqual([`pay-invoice:${ids.second}`, 'invoiced', ids.first]);
    state = after(state, done({ invoices: [paidBy(ids.second, '60.00', { cleared: true })] })).state;
    expect([due(state), statusOf(state), orderView(state).pending]).toEqual([undefined, 'paid', undefined]);
  });

  it('takes an allocation once, however often it is told', () => {
    const state = asked(invoiced(), wish(ids.first));
    expect(asked(state, wish(ids.first))).toBe(state);
    const posted = after(state, done({ invoices: [paidBy(ids.first)] })).state;
    expect(asked(posted, wish(ids.first))).toBe(posted);
  });

  it('refuses what its ERP pays itself, what it has no invoice for, and what is settled', () => {
    expect(refused(invoiced({ capabilities: observedBilling }))).toEqual(['rejected', 'operation-absent']);
    expect(refused(invoiced(), wish('a1', '1.00', 'i9'))).toEqual(['not-found', 'invoice-unknown']);
    expect(refused(seen({ invoices: [invoice('i1', all, { cleared: true })] }, invoiced()))).toEqual(['conflict', 'invoice-cleared']);
    expect(refused(placed(onReceipt))).toEqual(['conflict', 'not-captured']);
  });

  it('goes on when the ERP refuses one, which is for accounting', () => {
    const state = after(asked(invoiced(), wish('a1')), failed({ message: 'more than is open' })).state;
    expect([due(state), state.tasks]).toEqual([undefined, []]);
    expect(exceptionsOf(state)).toMatchObject([{ kind: 'refused-pay-invoice', reason: 'more than is open', owner: 'accounting', actions: ['retry'] }]);
  });

  it('asks before it tries again when an answer is lost, and only after the settling time', () => {
    const lost = after(asked(invoiced(), wish('a1')), unknown()).state;
    expect(due(lost)).toBe('probe pay-invoice:a1');
    expect(due(after(lost, absent(at + 1_000)).state)).toBe('probe pay-invoice:a1');
    expect(due(after(lost, absent(at + 60_000)).state)).toBe('pay-invoice:a1');
  });
});

/** An ERP API with one invoice, which records payments by their reference. */
class ErpInvoice {
  invoice = invoice('i1', all);
  /** Whether the answer of a payment gets through. */
  answers = true;
  readonly recorded: InvoicePayment[] = [];

  readonly reply: ApiServer['reply'] = (response, { method, body }) => {
    if (method === 'POST') {
      const payment = (body as { payment?: InvoicePayment }).payment ?? (body as InvoicePayment);
      this.recorded.push(payment);
      this.invoice = { ...this.invoice, version: String(this.recorded.length), payments: [...this.invoice.payments, { id: `p${this.recorded.length}`, amount: payment.amount!, reference: payment.reference }] };
      if (!this.answers) return void response.socket?.destroy();
    }
    response.writeHead(200, { 'content-type': 'application/json', [answerHeader]: encodeAnswer(fresh('erp', {})) }).end(JSON.stringify(method === 'POST' ? this.invoice : [this.invoice]));
  };
}

describe('the call that posts an allocation', () => {
  let db: DataSource;
  let erp: ErpInvoice;
  let runner: StepRunner;
  const server = new ApiServer();
  beforeAll(async () => {
    ({ db } = await migratedDatabase());
  });
  afterAll(() => db.destroy());
  beforeEach(async () => {
    erp = new ErpInvoice();
    server.reply = erp.reply;
    const api = httpClientOf(ErpApi, erpRoutes, await server.start());
    runner = new StepRunner(api, new OrderProjection(db), new Switches(new SwitchBoard(db)), new OrderReservations(api, new Reservations(db)));
    return async () => {
      await api.close();
      await server.stop();
    };
  });
  async function ready(id: string): Promise<OrderState> {
    const state = { ...asked(invoiced(), wish(id)), orderId: uuidv7() };
    await new OrderProjection(db).saveView('web', orderView(state), [], []);
    return state;
  }
  async function step(state: OrderState): Promise<OrderState> {
    const effect = nextEffect(state)!;
    const outcome = await runner.run({ name: effectKey(effect), effect, attempt: (state.attempts[effectKey(effect)] ?? 0) + (effect.probe ? 0 : 1), state });
    return decide(state, effect, outcome).state;
  }

  it('says how much, when and under which id', async () => {
    const state = await step(await ready(ids.first));
    expect(erp.recorded).toEqual([{ amount: eur('20.00'), paidOn: '2026-01-03', reference: ids.first }]);
    expect([state.tasks, state.invoices[0]?.payments]).toMatchObject([[], [{ amount: eur('20.00'), reference: ids.first }]]);
  });

  it('whose answer is lost is found by that id, and posted once', async () => {
    erp.answers = false;
    const lost = await step(await ready(ids.first));
    expect(lost.unknown).toMatchObject({ effect: `pay-invoice:${ids.first}` });
    const found = await step(lost);
    expect([erp.recorded.length, found.tasks, found.unknown, found.invoices[0]?.payments.length]).toEqual([1, [], undefined, 1]);
    const told = (await new OrderReader(db).timeline(found.orderId, wholeBusiness)).map(({ type, outcome }) => `${type} ${outcome}`);
    expect(told).toEqual(['pay-invoice unknown', 'probe-pay-invoice ok']);
  });

  it('is not taken for another payment of the same invoice', async () => {
    erp.invoice = paidBy(ids.second);
    const lost = { ...(await ready(ids.first)), unknown: { effect: `pay-invoice:${ids.first}`, since: Date.now(), probes: 1 } };
    expect((await step(lost)).unknown).toMatchObject({ probes: 2 });
  });
});
