import { describe, expect, it } from 'vitest';
import type { BillingPolicy, DeliveryTolerance, SalesOrderLine } from '#canonical';
import { breachesOf } from './order.breaches.js';
import { take } from './order.commands.js';
import { after, captured, commandedBilling, delivery, done, failed, invoice, orderLine, salesOrder, seen } from './order.fixture.js';
import { billingOf, fulfilmentOf, isPaid, statusOf } from './order.ledger.js';
import { nextEffect } from './order.next.js';
import { orderView } from './order.projection.js';
import type { OrderState } from './order.state.js';

/** Ten of the one item and two of the other. */
const orderOf = (terms: Partial<SalesOrderLine>) => salesOrder({ lines: [orderLine(1, '10', terms), orderLine(2, '2', terms)] });
const tolerant = (deliveryTolerance: DeliveryTolerance, change = {}): OrderState => captured(change, orderOf({ deliveryTolerance }));
const billedBy = (billingPolicy: BillingPolicy, change = {}): OrderState => captured(change, orderOf({ billingPolicy }));
const breaches = (state: OrderState) => breachesOf(state).map(({ type }) => type);
const ordered = { '10': '10', '20': '2' };
const cleared = (id: string, lines = ordered) => invoice(id, lines, { cleared: true });

describe('a delivery tolerance', () => {
  it('makes a little less a complete delivery, and its invoice a complete one', () => {
    const shipped = seen({ deliveries: [delivery('d1', { '10': '9.5', '20': '2' })] }, tolerant({ under: '5' }));
    expect([fulfilmentOf(shipped), billingOf(shipped), statusOf(shipped), nextEffect(shipped)]).toEqual(['complete', 'open', 'shipped', undefined]);
    const billed = seen({ invoices: [cleared('i1', { '10': '9.5', '20': '2' })] }, shipped);
    expect([billingOf(billed), isPaid(billed), breaches(billed)]).toEqual(['complete', true, []]);
  });

  it('leaves what is less than that open', () => {
    const shipped = seen({ deliveries: [delivery('d1', { '10': '9.4', '20': '2' })] }, tolerant({ under: '5' }));
    expect([fulfilmentOf(shipped), nextEffect(shipped)?.name]).toEqual(['partial', 'create-delivery']);
  });

  it('of all still wants something delivered', () => {
    expect(fulfilmentOf(tolerant({ under: '100' }))).toBe('open');
  });

  it('ends a backorder of what nobody will deliver any more', () => {
    const short = after(seen({ deliveries: [delivery('d1', { '10': '9', '20': '2' })] }, tolerant({})), failed({ reason: 'nothing-to-deliver' })).state;
    expect(short.flags.map(({ type }) => type)).toEqual(['backorder']);
    expect(seen({ salesOrder: { ...orderOf({ deliveryTolerance: { under: '10' } }), version: 'v2' } }, short).flags).toEqual([]);
  });

  it('lets more be shipped, and all of it be invoiced and paid', () => {
    const state = seen({ deliveries: [delivery('d1', { '10': '11', '20': '2' })], invoices: [invoice('i1', ordered)] }, tolerant({ over: '10' }));
    expect([breaches(state), billingOf(state)]).toEqual([[], 'partial']);
    const more = { amount: '66.00', currency: 'EUR' };
    const whole = invoice('i1', { '10': '11', '20': '2' }, { cleared: true, total: more, payments: [{ id: 'p1', amount: more }] });
    expect([breaches(seen({ invoices: [whole] }, state)), billingOf(seen({ invoices: [whole] }, state))]).toEqual([[], 'complete']);
  });

  it('ends somewhere, unless it has no limit', () => {
    const shipped = { deliveries: [delivery('d1', { '10': '11.5', '20': '2' })] };
    expect(breachesOf(seen(shipped, tolerant({ over: '10' })))).toEqual([{ type: 'over-shipped', reason: 'line 1: 11.5 shipped, 10 ordered and 11 tolerated' }]);
    expect(breaches(seen(shipped, tolerant({ unlimitedOver: true })))).toEqual([]);
  });

  it('may be said by a delivery as well, as long as that is not cancelled', () => {
    const said = delivery('d1', { '10': '9.5', '20': '2' });
    said.lines[0]!.deliveryTolerance = { under: '5', over: '10' };
    const shipped = seen({ deliveries: [said] }, captured({}, orderOf({})));
    expect([fulfilmentOf(shipped), orderView(shipped).lines[0]?.deliveryTolerance]).toEqual(['complete', { under: '5', over: '10' }]);
    expect(orderView(seen({ deliveries: [{ ...said, status: 'cancelled', version: 'gone' }] }, shipped)).lines[0]?.deliveryTolerance).toBeUndefined();
  });

  it('is the limit of what a person may have delivered', () => {
    const state = tolerant({ over: '10' });
    const deliver = (quantity: string) => take(state, { id: 't1', actor: 'anna', type: 'deliver', lines: [{ position: 1, quantity }] });
    expect(deliver('11')).toMatchObject({ state: { tasks: [{ effect: 'create-delivery' }] } });
    expect(deliver('11.1')).toMatchObject({ refusal: { kind: 'invalid', fields: [{ pointer: '/lines/0/quantity' }] } });
  });
});

describe('the billing policy of a line', () => {
  it('says whether it is a breach to invoice before the goods are shipped', () => {
    const early = { invoices: [invoice('i1', ordered)] };
    expect(breaches(seen(early, billedBy('by-delivery')))).toEqual(['invoiced-before-shipment', 'invoiced-before-shipment']);
    expect(breaches(seen(early, captured({}, orderOf({}))))).toEqual(['invoiced-before-shipment', 'invoiced-before-shipment']);
    expect(breaches(seen(early, billedBy('by-order')))).toEqual([]);
    expect(breaches(seen(early, billedBy('in-advance')))).toEqual([]);
    expect(breaches(seen({ invoices: [invoice('i1', { '10': '11' })] }, billedBy('by-order')))).toEqual(['over-invoiced']);
  });

  it.each(['by-order', 'in-advance'] as const)('%s: the invoice is posted and paid before the goods leave, and the order ends paid', (policy) => {
    const steps: string[] = [];
    let state = billedBy(policy, { capabilities: commandedBilling });
    const next = (documents: Parameters<typeof done>[0]) => {
      steps.push(nextEffect(state)?.name ?? 'none');
      state = after(state, done(documents)).state;
    };
    next({ invoices: [invoice('i1', ordered, { status: 'draft' })] });
    next({ invoices: [invoice('i1', ordered)] });
    next({ invoices: [cleared('i1')] });
    expect([statusOf(state), isPaid(state)]).toEqual(['paid', false]);
    next({ deliveries: [delivery('d1', ordered)] });
    expect([steps, isPaid(state), nextEffect(state), breaches(state)]).toEqual([['find-invoices', 'post-invoice', 'pay-invoice', 'create-delivery'], true, undefined, []]);
  });

  it('does not keep the goods back when the system has no invoice yet', () => {
    const state = after(billedBy('by-order', { capabilities: commandedBilling }), done({ invoices: [] })).state;
    expect(nextEffect(state)?.name).toBe('create-delivery');
    const shipped = after(state, done({ deliveries: [delivery('d1', ordered)] })).state;
    expect(nextEffect(shipped)?.name).toBe('find-invoices');
  });

  it('invoices what was ordered where less is a complete delivery', () => {
    const state = captured({}, orderOf({ billingPolicy: 'by-order', deliveryTolerance: { under: '10' } }));
    const shipped = { deliveries: [delivery('d1', { '10': '9', '20': '2' })] };
    expect(billingOf(seen({ ...shipped, invoices: [invoice('i1', { '10': '9', '20': '2' })] }, state))).toBe('partial');
    expect(billingOf(seen({ ...shipped, invoices: [invoice('i1', ordered)] }, state))).toBe('complete');
  });

  it('is by delivery again when the system no longer says it', () => {
    const state = seen({ invoices: [invoice('i1', ordered)] }, billedBy('by-order'));
    expect(breaches(seen({ salesOrder: { ...orderOf({}), version: 'v2' } }, state))).toEqual(['invoiced-before-shipment', 'invoiced-before-shipment']);
    expect(orderView(state).lines[0]?.billingPolicy).toBe('by-order');
  });
});
