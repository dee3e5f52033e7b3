import { describe, expect, it } from 'vitest';
import type { Capabilities } from '#canonical';
import { allowedOf, take, type OrderCommand, type Refusal } from './order.commands.js';
import { exceptionsOf } from './order.exceptions.js';
import { absent, after, all, at, captured, commandedBilling, delivery, done, failed, invoice, placed, salesOrder, seen, unknown } from './order.fixture.js';
import { statusOf } from './order.ledger.js';
import { nextEffect } from './order.next.js';
import type { OrderState } from './order.state.js';

const command = { mode: 'command', safe: false, settleAfterMs: 20_000 } as const;
const everything: Capabilities = {
  ...commandedBilling,
  changeSalesOrder: command,
  releaseSalesOrder: command,
  createReturn: command,
  receiveReturn: command,
  creditInvoice: command,
};
type Wish = OrderCommand extends infer C ? (C extends OrderCommand ? Omit<C, 'id' | 'actor'> : never) : never;
const ask = (state: OrderState, wish: Wish) => take(state, { ...wish, id: `task-${state.tasks.length + 1}`, actor: 'anna' });
function wished(state: OrderState, wish: Wish): OrderState {
  const result = ask(state, wish);
  if ('refusal' in result) throw new Error(`${result.refusal.reason}: ${result.refusal.message}`);
  return result.state;
}
function refused(state: OrderState, wish: Wish): Refusal {
  const result = ask(state, wish);
  if (!('refusal' in result)) throw new Error('the wish was taken');
  return result.refusal;
}
function due(state: OrderState): string | undefined {
  const effect = nextEffect(state);
  return effect && `${effect.probe ? 'probe ' : ''}${[effect.name, effect.target].filter(Boolean).join(':')}`;
}
const cancel = { type: 'cancel', reason: 'not needed' } as const;
const shipped = seen({ deliveries: [delivery('d1', all)] }, captured({ capabilities: everything }));
const posted = seen({ invoices: [invoice('i1', all)] }, shipped);

describe('a cancellation', () => {
  it('of an order that the ERP has not seen is done at once, with no call', () => {
    const state = wished(placed(), cancel);
    expect([statusOf(state), state.reason, due(state)]).toEqual(['cancelled', 'not needed', undefined]);
  });

  it('of an order in the ERP is an undo there, and takes the deliveries along that have not left', () => {
    const open = seen({ deliveries: [delivery('d1', all, { status: 'open' })] }, captured());
    const state = wished(open, cancel);
    expect([statusOf(state), due(state)]).toEqual(['confirmed', 'cancel-sales-order']);
    const over = after(state, done({ salesOrder: salesOrder({ status: 'cancelled', version: 'v2' }) })).state;
    expect([statusOf(over), over.deliveries[0]?.status, over.reason, due(over)]).toEqual(['cancelled', 'cancelled', 'not needed', undefined]);
  });

  it('while nobody knows whether the order landed waits for that, and then undoes it or lets it be', () => {
    const state = wished(after(placed(), unknown()).state, cancel);
    expect(due(state)).toBe('probe create-sales-order');
    expect(due(after(state, done({ salesOrder: salesOrder() })).state)).toBe('cancel-sales-order');
    const never = after(state, absent(at + 60_000)).state;
    expect([statusOf(never), due(never)]).toEqual(['cancelled', undefined]);
  });

  it('after goods issue is a return of what was shipped, where the system takes returns', () => {
    const state = wished(shipped, cancel);
    expect(due(state)).toBe('create-return:task-1');
    expect(state.tasks[0]?.lines).toEqual([{ salesOrderLineId: '10', quantity: '3' }, { salesOrderLineId: '20', quantity: '2' }]);
  });

  it('after goods issue is refused with the operation that the system lacks', () => {
    expect(refused(seen({ deliveries: [delivery('d1', all)] }, captured()), cancel)).toMatchObject({ reason: 'operation-absent', operation: 'createReturn', state: 'shipped' });
  });

  it('that the ERP refuses leaves the order as it was, and somebody is told', () => {
    const { state } = after(wished(captured(), cancel), failed({ message: 'goods have left' }));
    expect([statusOf(state), state.cancellation, due(state)]).toEqual(['confirmed', undefined, 'create-delivery:1']);
    expect(exceptionsOf(state)).toMatchObject([{ kind: 'refused-cancel-sales-order', reason: 'goods have left', owner: 'order-desk' }]);
  });

  it('is taken once', () => {
    for (const state of [wished(placed(), cancel), wished(captured(), cancel)]) expect(refused(state, cancel)).toMatchObject({ kind: 'conflict', reason: 'over' });
  });
});

describe('a hold', () => {
  const held = captured({ expectedUnitPrices: { 1: { amount: '8.00', currency: 'EUR' } }, capabilities: everything });

  it('of ours is let go by a person, and is not set again by the next look', () => {
    const state = wished(held, { type: 'release-hold', hold: 'price', reason: 'agreed' });
    expect([state.holds, due(state)]).toEqual([[], 'create-delivery:1']);
    expect(seen({ salesOrder: salesOrder({ version: 'v2' }) }, state).holds).toEqual([]);
  });

  it('of the ERP is released there where it lets us, and else is told to be the ERP\'s', () => {
    const blocked = salesOrder({ blocks: [{ type: 'credit', reason: 'limit exceeded' }] });
    const release = { type: 'release-hold', hold: 'credit', reason: 'paid today' } as const;
    expect(due(wished(captured({ capabilities: everything }, blocked), release))).toBe('release-sales-order:task-1');
    expect(refused(captured({}, blocked), release)).toMatchObject({ reason: 'operation-absent', operation: 'releaseSalesOrder', allowed: ['cancellation', 'holds'] });
  });

  it('of the ERP is offered for release on the work list only where it lets us', () => {
    const actions = (state: OrderState) => exceptionsOf(state).map((each) => [each.kind, each.actions]);
    const blocked = salesOrder({ blocks: [{ type: 'credit', reason: 'limit exceeded' }] });
    expect(actions(captured({ capabilities: everything }, blocked))).toEqual([['credit', ['release-hold', 'reject-hold']]]);
    expect(actions(captured({}, blocked))).toEqual([['credit', ['reject-hold']]]);
    expect(actions(captured({ expectedUnitPrices: { 1: { amount: '8.00', currency: 'EUR' } } }))).toEqual([['price', ['release-hold', 'reject-hold']]]);
  });

  it('that is rejected ends the order', () => {
    expect(due(wished(held, { type: 'reject-hold', hold: 'price', reason: 'too dear' }))).toBe('cancel-sales-order');
  });

  it('that is not there cannot be released', () => {
    expect(refused(held, { type: 'release-hold', hold: 'credit', reason: 'x' })).toMatchObject({ kind: 'conflict', reason: 'not-held', state: 'on-hold' });
  });

  it('for a repeated purchase order number stops the order before the ERP sees it', () => {
    const state = placed({ repeatedPurchaseOrder: true });
    expect([statusOf(state), due(state)]).toEqual(['on-hold', undefined]);
    expect(due(wished(state, { type: 'release-hold', hold: 'repeated-purchase-order', reason: 'a call-off' }))).toBe('create-sales-order');
  });
});

describe('quantities', () => {
  const line = (position: number, quantity: string) => [{ position, quantity }];

  it('of a delivery are at most what is left to deliver', () => {
    const partly = seen({ deliveries: [delivery('d1', { '10': '1' })] }, captured());
    expect(due(wished(partly, { type: 'deliver', lines: line(1, '2') }))).toBe('create-delivery:task-1');
    expect(refused(partly, { type: 'deliver', lines: line(1, '3') })).toMatchObject({ kind: 'invalid', fields: [{ pointer: '/lines/0/quantity', detail: 'at most 2 of line 1 is left to deliver' }] });
    expect(refused(partly, { type: 'deliver', lines: line(7, '1') }).fields).toEqual([{ pointer: '/lines/0/position', detail: 'the order has no line 7' }]);
    expect(refused(partly, { type: 'deliver', lines: [...line(1, '1'), ...line(1, '1')] }).fields).toEqual([{ pointer: '/lines/1/position', detail: 'line 1 is named twice' }]);
  });

  it('of a delivery are all that is left where the buyer takes it complete only', () => {
    const partly = seen({ deliveries: [delivery('d1', { '10': '1' })] }, captured());
    const whole = { ...partly, draft: { ...partly.draft, completeDelivery: true } };
    const deliver = (...lines: { position: number; quantity: string }[]) => ({ type: 'deliver', lines }) as const;
    expect(refused(whole, deliver(...line(1, '1'), ...line(2, '2')))).toMatchObject({ kind: 'invalid', fields: [{ pointer: '/lines/0/quantity', detail: 'the buyer takes it complete only: expected all 2 of line 1' }] });
    expect(refused(whole, deliver(...line(1, '2'))).fields).toEqual([{ pointer: '/lines', detail: 'the buyer takes it complete only: expected all 2 of line 2' }]);
    expect(due(wished(whole, deliver(...line(2, '2'), ...line(1, '2'))))).toBe('create-delivery:task-1');
    expect(due(wished(whole, { type: 'deliver' }))).toBe('create-delivery:task-1');
    const tolerant = { ...whole, lines: whole.lines.map((each) => ({ ...each, deliveryTolerance: { under: '0', over: '0', unlimitedOver: true } })) };
    expect(due(wished(tolerant, deliver(...line(1, '2'), ...line(2, '2'))))).toBe('create-delivery:task-1');
  });

  it('that were asked for and not tried yet are not left for another wish', () => {
    const asked = wished(captured(), { type: 'deliver', lines: line(1, '2') });
    expect(refused(asked, { type: 'deliver', lines: line(1, '2') }).fields?.[0]?.detail).toBe('at most 1 of line 1 is left to deliver');
    const back = wished(shipped, { type: 'return', reason: 'damaged', lines: line(1, '2') });
    expect(refused(back, { type: 'return', reason: 'damaged', lines: line(1, '2') }).fields?.[0]?.detail).toBe('at most 1 of line 1 was shipped and not returned');
    const credited = wished(posted, { type: 'credit', invoiceId: 'i1', reason: 'damaged', lines: line(1, '2') });
    expect(refused(credited, { type: 'credit', invoiceId: 'i1', reason: 'damaged', lines: line(1, '2') }).fields?.[0]?.detail).toBe('at most 1 of line 1 was invoiced and not credited');
  });

  it('of a return are at most what was shipped and is not on its way back', () => {
    const back = { type: 'return', reason: 'damaged' } as const;
    expect(refused(shipped, { ...back, lines: line(1, '4') }).fields?.[0]?.pointer).toBe('/lines/0/quantity');
    const returned = { id: 'r1', systemId: 'erp', salesOrderId: '4711', status: 'open' as const, version: 'r1', lines: [{ id: '1', salesOrderLineId: '10', itemId: 'ROPE', quantity: { value: '2', unit: 'C62' } }] };
    expect(refused(seen({ returns: [returned] }, shipped), { ...back, lines: line(1, '2') }).fields?.[0]?.detail).toBe('at most 1 of line 1 was shipped and not returned');
    expect(refused(captured({ capabilities: everything }), { ...back, lines: line(1, '1') })).toMatchObject({ reason: 'nothing-shipped', allowed: expect.arrayContaining(['cancellation']) });
  });

  it('of a credit note are at most what was invoiced and is not credited', () => {
    const credit = { type: 'credit', invoiceId: 'i1', reason: 'price agreed' } as const;
    expect(due(wished(posted, { ...credit, lines: line(1, '3') }))).toBe('credit-invoice:task-1');
    const credited = seen({ invoices: [invoice('c1', all, { type: 'credit-note' })] }, posted);
    expect(refused(credited, credit)).toMatchObject({ kind: 'conflict', reason: 'credited' });
    expect(refused(posted, { ...credit, invoiceId: 'i9' })).toMatchObject({ kind: 'not-found' });
  });

  it('of a change are no less than what is delivered', () => {
    const partly = seen({ deliveries: [delivery('d1', { '10': '2' })] }, captured({ capabilities: everything }));
    expect(due(wished(partly, { type: 'change', lines: line(1, '2') }))).toBe('change-sales-order:task-1');
    expect(refused(partly, { type: 'change', lines: line(1, '1') }).fields).toEqual([{ pointer: '/lines/0/quantity', detail: '2 of line 1 are delivered already' }]);
    expect(refused(captured(), { type: 'change', lines: line(1, '1') })).toMatchObject({ reason: 'operation-absent', operation: 'changeSalesOrder' });
  });

  it('of an order that the ERP has not seen are changed at once', () => {
    const state = wished(placed(), { type: 'change', lines: line(2, '9'), requestedDeliveryDate: '2026-12-24' });
    expect([state.lines[1]?.ordered, state.draft.lines[1]?.quantity.value, state.draft.requestedDeliveryDate, state.tasks]).toEqual(['9', '9', '2026-12-24', []]);
  });
});

describe('a wish', () => {
  it('is done once its documents are there, and the next one follows', () => {
    const two = wished(wished(posted, { type: 'credit', invoiceId: 'i1', reason: 'a' }), { type: 'return', reason: 'b', lines: [{ position: 1, quantity: '1' }] });
    const { state } = after(two, done({ invoices: [invoice('c1', { '10': '1' }, { type: 'credit-note' })] }));
    expect([state.tasks.length, nextEffect(state)?.name]).toEqual([1, 'create-return']);
  });

  it('that the ERP refuses ends, and somebody is told', () => {
    const { state } = after(wished(posted, { type: 'credit', invoiceId: 'i1', reason: 'a' }), failed({ message: 'the period is closed' }));
    expect([state.tasks, state.flags.map(({ type, reason }) => [type, reason])]).toEqual([[], [['refused-credit-invoice', 'the period is closed']]]);
  });

  it('to try again clears what it waits for', () => {
    const { state } = after(captured(), failed({ reason: 'nothing-to-deliver' }));
    expect(wished(state, { type: 'retry', kind: 'backorder', reason: 'goods came' }).flags).toEqual([]);
    expect(refused(captured(), { type: 'retry', kind: 'backorder', reason: 'x' })).toMatchObject({ reason: 'nothing-to-retry' });
  });

  it('that is allowed is said with every refusal', () => {
    expect(allowedOf(captured({ capabilities: everything }))).toEqual(['cancellation', 'changes', 'deliveries']);
    expect(allowedOf(posted)).toEqual(['returns', 'credit-notes']);
    expect(allowedOf(wished(placed(), cancel))).toEqual([]);
  });
});
