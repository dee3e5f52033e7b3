import { describe, expect, it } from 'vitest';
import { absorb } from './order.documents.js';
import { all, captured, delivery, invoice, orderLine, placed, salesOrder, seen } from './order.fixture.js';
import type { Documents } from './order.effects.js';
import { billingOf, fulfilmentOf, invoicedOf, paymentOf, shippedOf } from './order.ledger.js';
import type { OrderState } from './order.state.js';

const read = (state: OrderState, documents: Documents): OrderState => seen(documents, state);
/** A reading that began before all others. */
const readBefore = (state: OrderState, documents: Documents): OrderState => absorb(state, documents, 0);

const shippedQuantities = (state: OrderState) => state.lines.map((line) => shippedOf(state, line));
const invoicedQuantities = (state: OrderState) => state.lines.map((line) => invoicedOf(state, line));

describe('the ERP order', () => {
  it('gives the lines their keys, prices and promises, and the order its totals', () => {
    const { salesOrder: known, credit, lines } = captured();
    expect(known).toMatchObject({ id: '4711', version: 'v1', net: { amount: '50.00', currency: 'EUR' }, tax: { amount: '10.00', currency: 'EUR' }, total: { amount: '60.00', currency: 'EUR' } });
    expect([credit, lines.map(({ lineId }) => lineId)]).toEqual(['approved', ['10', '20']]);
    expect(lines[0]).toMatchObject({ unitPrice: { amount: '10.00' }, confirmations: [{ quantity: { value: '3' }, date: '2026-01-05' }] });
  });

  it('rules over what was asked for: quantity and unit are its own', () => {
    const [line] = captured({}, salesOrder({ lines: [orderLine(1, '0.5', { quantity: { value: '0.5', unit: 'KGM' } })] })).lines;
    expect(line).toMatchObject({ ordered: '0.5', unit: 'KGM' });
  });

  it('is one: another with our reference changes nothing', () => {
    const state = captured();
    expect(read(state, { salesOrder: salesOrder({ id: '4712', status: 'cancelled' }) })).toBe(state);
  });

  it('may reject a line, which then is no longer waited for', () => {
    const state = captured({}, salesOrder({ lines: [orderLine(1, '3'), orderLine(2, '2', { rejection: 'discontinued' })] }));
    expect(fulfilmentOf(read(state, { deliveries: [delivery('d1', { '10': '3' })] }))).toBe('complete');
  });
});

describe('a delivery', () => {
  it('counts when it is shipped, by line and over deliveries', () => {
    const first = seen({ deliveries: [delivery('d1', { '10': '1.5' }), delivery('d2', { '20': '2' }, { status: 'picked' })] }, captured());
    expect([shippedQuantities(first), fulfilmentOf(first)]).toEqual([['1.5', '0'], 'partial']);
    const second = seen({ deliveries: [delivery('d2', { '20': '2' }), delivery('d3', { '10': '1.5' })] }, first);
    expect([shippedQuantities(second), fulfilmentOf(second)]).toEqual([['3', '2'], 'complete']);
  });

  it('that is seen again in the same version changes nothing', () => {
    const state = seen({ deliveries: [delivery('d1', all)] }, captured());
    expect(read(state, { deliveries: [delivery('d1', all)] })).toBe(state);
  });

  it('stays shipped when an older answer comes late', () => {
    const state = seen({ deliveries: [delivery('d1', all)] }, captured());
    expect(readBefore(state, { deliveries: [delivery('d1', all, { status: 'picked' })] })).toBe(state);
  });

  it('no longer counts when it was cancelled', () => {
    const state = seen({ deliveries: [delivery('d1', all, { status: 'cancelled' })] }, seen({ deliveries: [delivery('d1', all)] }, captured()));
    expect([state.deliveries.length, fulfilmentOf(state)]).toEqual([1, 'open']);
  });

  it('of another order changes nothing, and of several orders only by its own lines', () => {
    const state = captured();
    const others = delivery('d1', all).lines.map((line) => ({ ...line, salesOrderId: '9' }));
    expect(read(state, { deliveries: [delivery('d1', all, { lines: others })] })).toBe(state);
    expect(shippedQuantities(read(state, { deliveries: [delivery('d1', all, { lines: [...others, ...delivery('d1', { '10': '1' }).lines] })] }))).toEqual(['1', '0']);
  });

  it('before the ERP order is known belongs to nobody', () => {
    const state = placed();
    expect(read(state, { deliveries: [delivery('d1', all)], invoices: [invoice('i1', all)] })).toBe(state);
  });
});

describe('an invoice', () => {
  it('counts when it is posted', () => {
    const draft = seen({ invoices: [invoice('i1', all, { status: 'draft' })] }, captured());
    expect([invoicedQuantities(draft), billingOf(draft), paymentOf(draft)]).toEqual([['0', '0'], 'open', 'open']);
    const posted = seen({ invoices: [invoice('i1', all)] }, draft);
    expect([invoicedQuantities(posted), billingOf(posted), paymentOf(posted)]).toEqual([['3', '2'], 'complete', 'open']);
  });

  it('for a part leaves the order partly billed, and paid in part', () => {
    const state = seen({ invoices: [invoice('i1', { '10': '3' }, { cleared: true })] }, captured());
    expect([billingOf(state), paymentOf(state)]).toEqual(['partial', 'partial']);
  });

  it('is paid when the ERP cleared it, whatever the sums: there are discounts', () => {
    const payments = [{ id: 'p1', amount: { amount: '10.00', currency: 'EUR' }, paidOn: '2026-01-10' }];
    const partly = seen({ invoices: [invoice('i1', all, { payments })] }, captured());
    expect(paymentOf(partly)).toBe('partial');
    expect(paymentOf(seen({ invoices: [invoice('i1', all, { payments, cleared: true })] }, partly))).toBe('complete');
  });

  it('stays posted and cleared when an older answer comes late', () => {
    const cleared = seen({ invoices: [invoice('i1', all, { cleared: true })] }, captured());
    expect(readBefore(cleared, { invoices: [invoice('i1', all)] })).toBe(cleared);
    const posted = seen({ invoices: [invoice('i1', all)] }, captured());
    expect(readBefore(posted, { invoices: [invoice('i1', all, { status: 'draft' })] })).toBe(posted);
  });

  it('that was cancelled no longer counts, and another one may bill the order again', () => {
    const cancelled = seen({ invoices: [invoice('i1', all, { status: 'cancelled' })] }, seen({ invoices: [invoice('i1', all, { cleared: true })] }, captured()));
    expect(billingOf(cancelled)).toBe('open');
    expect(billingOf(seen({ invoices: [invoice('i2', all)] }, cancelled))).toBe('complete');
  });

  it('that is a credit note bills nothing', () => {
    expect(billingOf(seen({ invoices: [invoice('i1', all, { type: 'credit-note' })] }, captured()))).toBe('open');
  });

  it('that is seen again in the same version changes nothing', () => {
    const state = seen({ invoices: [invoice('i1', all)] }, captured());
    expect(read(state, { invoices: [invoice('i1', all)] })).toBe(state);
  });
});
