import { describe, expect, it } from 'vitest';
import { fromPublicId } from '#canonical';
import { after, all, captured, commandedBilling, delivery, failed, invoice, orderLine, placed, salesOrder, seen } from './order.fixture.js';
import { entriesBetween, orderView, referencesOf } from './order.projection.js';
import type { OrderState } from './order.state.js';

const labels = (state: OrderState) => {
  const { status, axes } = orderView(state);
  return [status, axes.capture, axes.fulfilment, axes.billing, axes.payment].join(' ');
};
const shipped = { deliveries: [delivery('d1', all)] };
const billed = { ...shipped, invoices: [invoice('i1', all)] };
const paid = { ...shipped, invoices: [invoice('i1', all, { cleared: true })] };

describe('the label of an order', () => {
  it.each<[string, OrderState]>([
    ['received received open open open', placed()],
    ['received unknown open open open', { ...placed(), capture: 'unknown' }],
    ['confirmed captured open open open', captured()],
    ['confirmed captured partial open open', seen({ deliveries: [delivery('d1', { '10': '1' })] }, captured())],
    ['shipped captured shipped open open', seen(shipped, captured())],
    ['invoiced captured shipped invoiced open', seen(billed, captured())],
    ['invoiced captured open invoiced open', seen({ invoices: billed.invoices }, captured())],
    ['paid captured shipped invoiced paid', seen(paid, captured())],
    ['closed captured shipped invoiced paid', { ...seen(paid, captured()), closed: true }],
    ['on-hold captured shipped open open', { ...seen(shipped, captured()), holds: [{ type: 'order', reason: 'x', since: '' }] }],
    ['rejected rejected open open open', after(placed(), failed()).state],
    ['cancelled cancelled open open open', captured({}, salesOrder({ status: 'cancelled' }))],
  ])('is %s', (expected, state) => {
    expect(labels(state)).toBe(expected);
  });
});

describe('the page of an order', () => {
  it('shows what was placed before the ERP knows it', () => {
    const order = orderView(placed());
    expect(order).toMatchObject({ status: 'received', customerId: 'ZXJwADE3', purchaseOrderNumber: 'PO-1', sequence: 0, references: [], holds: [] });
    expect(order.total).toBeUndefined();
    expect(order.lines.map(({ quantity, unit, ledger }) => [quantity, unit, ledger])).toEqual([
      ['3', 'C62', { ordered: '3', confirmed: '0', shipped: '0', invoiced: '0', returned: '0', credited: '0', rejected: '0' }],
      ['2', 'C62', { ordered: '2', confirmed: '0', shipped: '0', invoiced: '0', returned: '0', credited: '0', rejected: '0' }],
    ]);
  });

  it('keeps a ledger of each line', () => {
    const { lines, total } = orderView(seen({ deliveries: [delivery('d1', { '10': '2' })], invoices: [invoice('i1', { '10': '1' })] }, captured()));
    expect(lines[0]?.ledger).toEqual({ ordered: '3', confirmed: '3', shipped: '2', invoiced: '1', returned: '0', credited: '0', rejected: '0' });
    expect(total).toEqual({ amount: '60.00', currency: 'EUR' });
  });

  it('says what may be done with it now', () => {
    expect(orderView(placed()).allowed).toEqual(['cancellation']);
    expect(orderView(captured()).allowed).toEqual(['cancellation', 'deliveries']);
    expect(orderView({ ...seen(paid, captured()), closed: true }).allowed).toEqual(expect.not.arrayContaining(['cancellation']));
    expect(orderView(captured({}, salesOrder({ status: 'cancelled' }))).allowed).toEqual([]);
  });

  it('names items by public ids and keeps to itself what the flow alone needs', () => {
    const order = orderView(captured());
    expect(order.lines.map(({ itemId }) => fromPublicId(itemId))).toEqual([
      { systemId: 'erp', key: 'ROPE' },
      { systemId: 'erp', key: 'HOOK' },
    ]);
    expect(JSON.stringify(order)).not.toMatch(/principal|capabilities|attempts|draft/);
  });

  it('says of a credit note which invoice it takes back', () => {
    const note = invoice('c1', { '10': '1' }, { type: 'credit-note', creditedInvoiceId: 'i1' });
    const [billedOne, credit] = orderView(seen({ ...shipped, invoices: [invoice('i1', all), note] }, captured())).invoices;
    expect(billedOne).not.toHaveProperty('creditedInvoiceId');
    expect(credit).toMatchObject({ type: 'credit-note', creditedInvoiceId: billedOne!.invoiceId });
  });

  it('refers to every document, and looks again at invoices that are posted and not cleared', () => {
    const payments = [{ id: 'p1', amount: { amount: '60.00', currency: 'EUR' } }];
    const state = seen({ ...shipped, invoices: [invoice('i1', { '10': '3' }, { payments, cleared: true }), invoice('i2', { '20': '2' }), invoice('i3', { '20': '2' }, { status: 'draft' })] }, captured());
    expect(referencesOf(state).map(({ type, id, open }) => `${type} ${id}${open ? ' open' : ''}`)).toEqual(['sales-order 4711', 'delivery d1', 'invoice i1', 'invoice i2 open', 'invoice i3', 'payment p1']);
    expect(orderView(state).references[0]).toEqual({ system: 'erp', type: 'sales-order', id: '4711' });
  });
});

describe('the timeline between two states', () => {
  const told = (before: OrderState, after_: OrderState) => entriesBetween(before, after_).map(({ type, outcome, reference }) => [type, outcome, reference].filter(Boolean).join(' '));

  it('tells a credit note from an invoice', () => {
    const before = seen(billed, captured());
    const credited = seen({ invoices: [invoice('c1', { '10': '1' }, { type: 'credit-note', cleared: true })] }, before);
    expect(told(before, credited)).toEqual(expect.arrayContaining(['credit-note posted INV-c1', 'credit-note cleared INV-c1']));
  });

  it('is empty when nothing happened', () => {
    expect(told(captured(), captured())).toEqual([]);
  });

  it('tells each document once for each of its states, and the new label', () => {
    const open = seen({ deliveries: [delivery('d1', all, { status: 'open' })] }, captured());
    expect(told(captured(), open)).toEqual(['delivery open d1']);
    expect(told(open, seen(shipped, open))).toEqual(['delivery shipped d1', 'status shipped']);
    expect(told(seen(shipped, captured()), seen(billed, captured()))).toEqual(['invoice posted INV-i1', 'status invoiced']);
  });

  it('tells of money received and of clearing', () => {
    const payments = [{ id: 'p1', amount: { amount: '60.00', currency: 'EUR' } }];
    const cleared = seen({ invoices: [invoice('i1', all, { payments, cleared: true })] }, seen(billed, captured()));
    expect(told(seen(billed, captured()), cleared)).toEqual(['payment received p1', 'invoice cleared INV-i1', 'status paid']);
  });

  it('tells when a hold begins, why, and when it ends', () => {
    const held = captured({}, salesOrder({ blocks: [{ type: 'credit', reason: 'limit exceeded' }] }));
    expect(told(captured(), held)).toEqual(['hold set credit', 'status on-hold']);
    expect(entriesBetween(captured(), held)[0]?.detail).toBe('limit exceeded');
    expect(told(held, captured())).toEqual(['hold ended credit', 'status confirmed']);
  });

  it('says why an order was rejected', () => {
    const [entry] = entriesBetween(placed(), after(placed(), failed({ message: 'the customer is blocked' })).state);
    expect(entry).toMatchObject({ type: 'status', outcome: 'rejected', detail: 'the customer is blocked' });
  });

  it('has one key for one happening, however often it is told', () => {
    const before = captured();
    const now = seen(paid, before);
    expect(entriesBetween(before, now).map(({ key }) => key)).toEqual(entriesBetween(before, now).map(({ key }) => key));
    expect(new Set(entriesBetween(before, now).map(({ key }) => key)).size).toBe(entriesBetween(before, now).length);
  });
});

describe('the durable state of the largest order', () => {
  it('stays below 32 KB when it is delivered in parts, billed and paid', () => {
    const positions = Array.from({ length: 50 }, (_, index) => index + 1);
    const quantity = { value: '1000.125', unit: 'KGM' };
    const price = { amount: '12345.67', currency: 'EUR' };
    const lines = positions.map((position) => ({ position, itemId: `ITEM-${'X'.repeat(10)}-${position}`, quantity }));
    const largest = placed({
      capabilities: commandedBilling,
      expectedUnitPrices: Object.fromEntries(positions.map((position) => [position, price])),
      draft: { ...placed().draft, lines },
    });
    const orderLines = positions.map((position) => orderLine(position, '1', { quantity, description: 'D'.repeat(40), unitPrice: price, net: price, tax: price, confirmations: [{ quantity, date: '2026-01-05' }] }));
    const half = (from: number) => Object.fromEntries(positions.slice(from, from + 25).map((position) => [`${position}0`, '1000.125']));
    const state = seen(
      {
        salesOrder: salesOrder({ lines: orderLines }),
        deliveries: [delivery('80000001', half(0)), delivery('80000002', half(25))],
        invoices: [invoice('90000001', half(0), { cleared: true, payments: [{ id: '1', amount: price }] }), invoice('90000002', half(25), { cleared: true, payments: [{ id: '2', amount: price }] })],
      },
      largest,
    );
    expect(orderView(state).status).toBe('paid');
    expect(Buffer.byteLength(JSON.stringify(state))).toBeLessThan(32 * 1024);
  });
});
