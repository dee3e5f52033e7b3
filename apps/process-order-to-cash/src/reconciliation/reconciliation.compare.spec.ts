import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { toPublicId, type OrderStatusNote, type SalesOrderSummary } from '#canonical';
import type { ComparedOrder } from '#read-models';
import { compareWithCrm, compareWithErp } from './reconciliation.compare.js';
import { crmSummary, erpSummary } from './reconciliation.summary.js';

const before = '2026-11-25T12:00:00.000Z';
const eur = (amount: string) => ({ amount, currency: 'EUR' });

function order(change: Partial<ComparedOrder> = {}): ComparedOrder {
  return {
    orderId: uuidv7(),
    status: 'confirmed',
    axes: { capture: 'captured', credit: 'approved', fulfilment: 'open', billing: 'open', payment: 'open' },
    customerId: toPublicId('erp', '17'),
    net: eur('12.50'),
    total: eur('15.13'),
    references: [{ system: 'erp', type: 'sales-order', id: '4711' }],
    changedAt: '2026-11-25T09:00:00.000Z',
    ...change,
  };
}
const sale = ({ orderId }: ComparedOrder, change: Partial<SalesOrderSummary> = {}): SalesOrderSummary => ({ id: '4711', reference: orderId, customerId: '17', status: 'open', net: eur('12.5'), ...change });
const note = ({ orderId, status }: ComparedOrder, change: Partial<OrderStatusNote> = {}): OrderStatusNote => ({ orderId, erpCustomerId: '17', status, total: eur('15.13'), changedAt: before, ...change });
const reasons = (differences: { reason: string }[]) => differences.map(({ reason }) => reason);

describe('compared with the ERP', () => {
  const mine = order();
  const cancelled = order({ orderId: mine.orderId, status: 'cancelled', axes: { ...mine.axes, capture: 'cancelled' } });

  it('what both sides say alike is no difference, and what is not in the ERP yet is none either', () => {
    const waits = order({ status: 'received', axes: { ...mine.axes, capture: 'received' }, references: [] });
    expect(compareWithErp([mine, waits], [sale(mine)], before)).toEqual([]);
  });

  it.each([
    ['an order that we hold as captured is missing', mine, [], /captured, and the ERP has no sales order 4711/],
    ['the amount differs', mine, [sale(mine, { net: eur('12.51') })], /12\.51 EUR before tax in the ERP, and 12\.50 EUR here/],
    ['the currency differs', mine, [sale(mine, { net: { amount: '12.50', currency: 'USD' } })], /12\.50 USD before tax in the ERP, and 12\.50 EUR here/],
    ['it is cancelled there alone', mine, [sale(mine, { status: 'cancelled' })], /the ERP cancelled 4711, and here the order is confirmed/],
    ['it is cancelled here alone', cancelled, [sale(mine)], /cancelled here, and 4711 is open in the ERP/],
    ['it is there twice', mine, [sale(mine), sale(mine, { id: '4712' })], /sales order 4712 for the order as well/],
  ])('is told when %s', (_, ours, theirs, reason) => {
    const differences = compareWithErp([ours], theirs, before);
    expect(differences).toEqual([{ orderId: mine.orderId, reason: expect.stringMatching(reason) }]);
  });

  it('an order with our reference that we do not know is told, unless it is cancelled or the reference is none of ours', () => {
    const stranger = order();
    expect(compareWithErp([], [sale(stranger)], before)).toEqual([{ orderId: stranger.orderId, reason: expect.stringContaining('no order of ours') }]);
    expect(compareWithErp([], [sale(stranger, { status: 'cancelled' }), sale(stranger, { reference: 'PO 99' }), { ...sale(stranger), reference: undefined }], before)).toEqual([]);
  });

  it('an order that we took over is found by its sales order, whatever reference it carries', () => {
    expect(compareWithErp([mine], [sale(mine, { reference: uuidv7() })], before)).toEqual([]);
  });

  it('a second one that was cancelled, and an amount of what is cancelled on both sides, are no difference', () => {
    expect(compareWithErp([mine], [sale(mine), sale(mine, { id: '4712', status: 'cancelled' })], before)).toEqual([]);
    expect(compareWithErp([cancelled], [sale(mine, { status: 'cancelled', net: eur('0') })], before)).toEqual([]);
  });

  it('what changed a moment ago is left to the next run', () => {
    const moving = order({ changedAt: '2026-11-25T12:00:01.000Z' });
    expect(compareWithErp([moving], [sale(moving, { status: 'cancelled' })], before)).toEqual([]);
    expect(compareWithErp([{ ...moving, changedAt: mine.changedAt }], [sale(moving, { status: 'cancelled' })], before)).toHaveLength(1);
  });
});

describe('compared with the CRM', () => {
  const mine = order({ status: 'shipped' });
  const notes = (...all: OrderStatusNote[]) => new Map(all.map((each) => [each.orderId, each]));

  it('another status and a missing order are told, the same status is not', () => {
    expect(compareWithCrm([mine], notes(note(mine)), before)).toEqual([]);
    expect(reasons(compareWithCrm([mine], notes(note(mine, { status: 'confirmed' })), before))).toEqual(['the order is shipped here, and confirmed in the CRM']);
    expect(reasons(compareWithCrm([mine], notes(), before))).toEqual(['the CRM does not have the order, which is shipped here']);
  });

  it('what the CRM is not told of yet is left out', () => {
    expect(compareWithCrm([order({ status: 'received' }), order({ changedAt: before })], notes(), before)).toEqual([]);
  });
});

describe('the summary', () => {
  it('counts and adds up by customer, status and currency, ours and theirs', () => {
    const [first, second, gone] = [order(), order({ references: [{ system: 'erp', type: 'sales-order', id: '4712' }] }), order({ status: 'cancelled', references: [{ system: 'erp', type: 'sales-order', id: '4713' }] })];
    const rows = erpSummary('erp', [first, second, gone], [sale(first), sale(second, { id: '4712', net: eur('2.5') }), sale(gone, { id: '4713' })]);
    expect(rows).toEqual([
      { against: 'erp', customerId: first.customerId, status: 'cancelled', ours: { count: 1, amount: eur('12.50') }, theirs: { count: 0 } },
      { against: 'erp', customerId: first.customerId, status: 'live', ours: { count: 2, amount: eur('25.00') }, theirs: { count: 3, amount: eur('27.50') } },
    ]);
    expect(crmSummary('erp', [first], new Map([[first.orderId, note(first, { status: 'shipped' })]]))).toEqual([
      expect.objectContaining({ against: 'crm', status: 'confirmed', ours: { count: 1, amount: eur('15.13') }, theirs: { count: 0 } }),
      expect.objectContaining({ against: 'crm', status: 'shipped', ours: { count: 0 }, theirs: { count: 1, amount: eur('15.13') } }),
    ]);
  });
});
