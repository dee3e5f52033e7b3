import { describe, expect, it } from 'vitest';
import { toPublicId } from '#canonical';
import { take, type OrderCommand, type Refusal } from './order.commands.js';
import { exceptionsOf } from './order.exceptions.js';
import { all, captured, commandedBilling, delivery, invoice, seen } from './order.fixture.js';
import { entriesBetween, orderView } from './order.projection.js';
import type { OrderState } from './order.state.js';
import { entriesOf } from './order.timeline.js';

type Wish = OrderCommand extends infer C ? (C extends OrderCommand ? Omit<C, 'id' | 'actor'> : never) : never;
const eur = (amount: string) => ({ amount, currency: 'EUR' });
const at = '2026-01-02T09:00:00.000Z';
const billed = toPublicId('erp', '1');

let asked = 0;
function taken(state: OrderState, wish: Wish): OrderState {
  const result = take(state, { ...wish, id: `dispute-${(asked += 1)}`, actor: 'anna', at });
  if ('refusal' in result) throw new Error(`${result.refusal.reason}: ${result.refusal.message}`);
  return result.state;
}
function refused(state: OrderState, wish: Wish): Refusal {
  const result = take(state, { ...wish, id: 'refused', actor: 'anna', at });
  if (!('refusal' in result)) throw new Error('the wish was taken');
  return result.refusal;
}
const dispute = (change: object = {}) => ({ type: 'dispute', invoiceId: billed, code: 'price', reason: 'agreed were 8.00', ...change }) as const;
const settle = (change: object = {}) => ({ type: 'settle-disputes', outcome: 'accepted', reason: 'our price list was old', ...change }) as const;
const invoiced = (change: Parameters<typeof invoice>[2] = {}, order = captured()) => seen({ deliveries: [delivery('80', all)], invoices: [invoice('1', all, change)] }, order);
const disputes = (state: OrderState) => orderView(state).disputes ?? [];

describe('a dispute', () => {
  it('is noted with the order, shown on its invoice, and somebody is told until it is settled', () => {
    const before = invoiced();
    const open = taken(before, dispute({ amount: eur('12.5') }));
    expect(disputes(open)).toMatchObject([{ state: 'open', code: 'price', peppolReason: 'PRI', invoiceId: billed, invoiceNumber: 'INV-1', amount: eur('12.50'), openedBy: 'anna', openedAt: at, customerId: before.customerId }]);
    expect(orderView(open).invoices).toMatchObject([{ invoiceId: billed, disputed: eur('12.50') }]);
    expect(exceptionsOf(open)).toMatchObject([{ kind: 'dispute', owner: 'accounting', since: at, actions: ['accept-dispute', 'reject-dispute'], reason: 'invoice INV-1: 12.50 EUR in dispute (price): agreed were 8.00' }]);
    const over = taken(open, settle({ disputeId: disputes(open)[0]?.disputeId }));
    expect(disputes(over)).toMatchObject([{ state: 'accepted', resolution: { outcome: 'accepted', by: 'anna', at, reason: 'our price list was old' } }]);
    expect([exceptionsOf(over), orderView(over).invoices[0]?.disputed]).toEqual([[], undefined]);
  });

  it('stays for somebody to look at when its order is cancelled', () => {
    expect(exceptionsOf({ ...taken(invoiced(), dispute()), capture: 'cancelled' }).map(({ kind }) => kind)).toEqual(['dispute']);
  });

  it('changes nothing else: the money of the order is as it was', () => {
    const before = invoiced();
    const over = taken(taken(before, dispute()), settle());
    expect(orderView(over).money).toEqual(orderView(before).money);
    expect(over.tasks).toEqual([]);
  });

  it('stands on the timeline with its actor, once, and as no wish', () => {
    const before = invoiced();
    const open = taken(before, dispute());
    const over = taken(open, settle({ outcome: 'rejected' }));
    expect(entriesBetween(before, open)).toMatchObject([{ type: 'dispute', outcome: 'opened', actor: 'anna', at, reference: 'INV-1', detail: expect.stringContaining('60.00 EUR in dispute (price)') }]);
    expect(entriesBetween(open, over)).toMatchObject([{ type: 'dispute', outcome: 'rejected', actor: 'anna', reference: 'INV-1', detail: 'our price list was old' }]);
    expect(entriesBetween(over, over)).toEqual([]);
    expect(entriesOf({ ...dispute(), id: 'x', actor: 'anna' }, before, at)).toEqual([]);
  });

  it.each([
    ['what is open of the invoice', { payments: [{ id: 'p', amount: eur('20.00') }] }, '40.00'],
    ['the whole share of the order, when it is paid', { payments: [{ id: 'p', amount: eur('60.00') }], cleared: true }, '60.00'],
  ])('without an amount is about %s', (_, change, amount) => {
    expect(disputes(taken(invoiced(change as never), dispute()))).toMatchObject([{ amount: eur(amount) }]);
  });

  it.each([
    ['an invoice that the order has not', dispute({ invoiceId: toPublicId('erp', '2') }), '/invoiceId', 'the order has no such invoice'],
    ['the same key in another system', dispute({ invoiceId: toPublicId('other', '1') }), '/invoiceId', 'the order has no such invoice'],
    ['more than its share', dispute({ amount: eur('60.01') }), '/amount/amount', "at most 60.00 EUR: the order's share of the invoice"],
    ['nothing', dispute({ amount: eur('0') }), '/amount/amount', 'expected more than 0'],
    ['part of a cent', dispute({ amount: eur('1.005') }), '/amount/amount', 'expected at most 2 decimals'],
    ['another currency', dispute({ amount: { amount: '1', currency: 'USD' } }), '/amount/currency', 'expected EUR, as the invoice has it'],
  ] as const)('of %s is refused by field', (_, wish, pointer, detail) => {
    expect(refused(invoiced(), wish)).toMatchObject({ kind: 'invalid', reason: 'unprocessable', fields: [{ pointer, detail }] });
  });

  it('of a credit note, or of what is cancelled, is refused by field', () => {
    expect(refused(invoiced({ type: 'credit-note' }), dispute()).fields).toEqual([{ pointer: '/invoiceId', detail: 'INV-1 is a credit note: expected an invoice' }]);
    expect(refused(invoiced({ status: 'cancelled' }), dispute()).fields).toEqual([{ pointer: '/invoiceId', detail: 'the invoice is cancelled: expected one that is posted' }]);
  });

  it('of an invoice that is in dispute is refused with the one that is open; after it there may be another', () => {
    const open = taken(invoiced(), dispute());
    expect(refused(open, dispute())).toMatchObject({ kind: 'conflict', reason: 'disputed-already', state: 'open', allowed: ['resolution'], existing: disputes(open)[0]?.disputeId });
    expect(disputes(taken(taken(open, settle({ outcome: 'withdrawn' })), dispute())).map(({ state }) => state)).toEqual(['withdrawn', 'open']);
  });

  it('is settled once', () => {
    const open = taken(invoiced(), dispute());
    const disputeId = disputes(open)[0]?.disputeId;
    const over = taken(open, settle({ outcome: 'rejected' }));
    expect(refused(over, settle({ disputeId }))).toMatchObject({ kind: 'conflict', reason: 'dispute-over', state: 'rejected', allowed: [] });
    expect(refused(over, settle())).toMatchObject({ kind: 'conflict', reason: 'not-disputed' });
    expect(refused(over, settle({ disputeId: 'nobody' }))).toMatchObject({ kind: 'not-found' });
  });

  it('says what it does not do: reminders go on while it is open, and accepted it credits nothing', () => {
    const command = { mode: 'command', safe: false } as const;
    const hands = (state: OrderState) => disputes(state)[0]?.next;
    const observed = taken(invoiced(), dispute());
    expect(hands(observed)).toEqual({ detail: expect.stringContaining('stopped in erp itself') });
    expect(hands(taken(observed, settle()))).toEqual({ detail: expect.stringContaining('made in erp itself') });
    const commanded = taken(invoiced({}, captured({ capabilities: { ...commandedBilling, creditInvoice: command, pauseDunning: command } })), dispute());
    expect(hands(commanded)?.path).toBe(`/order-to-cash/v1/customers/${commanded.customerId}/dunning-pause`);
    expect(hands(taken(commanded, settle()))?.path).toBe(`/order-to-cash/v1/orders/${commanded.orderId}/credit-notes`);
    expect(hands(taken(commanded, settle({ outcome: 'rejected' })))).toBeUndefined();
  });

  it('is one of twenty at most: the state of an order has its bound', () => {
    let state = invoiced();
    for (let count = 0; count < 20; count += 1) state = taken(taken(state, dispute()), settle({ outcome: 'withdrawn' }));
    expect(refused(state, dispute())).toMatchObject({ kind: 'conflict', reason: 'too-many-disputes' });
  });
});
