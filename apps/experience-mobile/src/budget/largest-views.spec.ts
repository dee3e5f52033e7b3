import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { missingPart, orderStatuses, type Availability, type Customer, type CustomerPosition, type Item, type Order, type OrderLine, type Price, type TimelineEntry } from '#canonical';
import { orderExamples } from '#contracts';
import { compactCustomer, customerBudget, customerRow, customerRowBudget } from '../customers/customers.view.js';
import { itemRow, itemRowBudget } from '../items/items.view.js';
import { entryBudget, lineBudget, mobileOrder, orderBudget, orderRow, orderRowBudget } from '../orders/orders.view.js';
import { changeBudget, changeView, syncPageBudget } from '../sync/sync.view.js';
import { wireBytes } from './byte-budget.js';
import { envelopeBudget, pageBudget } from './compact-page.js';
import { amount, at, day, longText, nativeKey, part, publicId, systemId } from './largest.fixture.js';

const customer = fc.record({ id: nativeKey, systemId, name: longText(200), city: longText(200), blocked: fc.boolean() }).map(
  ({ city, blocked, ...each }): Customer => ({ ...each, address: { city, country: 'NL' }, shipTos: [], salesAreas: [], blocks: blocked ? [{ reason: 'x' } as never] : [] }),
);
const item: fc.Arbitrary<Item> = fc.record({ id: nativeKey, systemId, name: longText(200), unit: fc.constant('C62'), unitScale: fc.constant(3), units: fc.constant([]), sellable: fc.boolean() });
const price: fc.Arbitrary<Price> = fc.record({ itemId: nativeKey, unitPrice: amount, unit: fc.constant('C62') });
const availability: fc.Arbitrary<Availability> = fc.record({ itemId: nativeKey, available: fc.constant({ value: '-999999999999.999', unit: 'C62' }), on: day });

const line = fc.record({ description: longText(120), net: amount, quantity: fc.constant('999999999999.999'), position: fc.integer({ min: 1, max: 50 }) }).map(
  (each): OrderLine => ({ ...orderExamples.paid.lines[0]!, ...each, ledger: { ...orderExamples.paid.lines[0]!.ledger, shipped: each.quantity } }),
);
const order = fc
  .record({ status: fc.constantFrom(...orderStatuses), customerId: publicId, purchaseOrderNumber: longText(35), total: amount, requestedDeliveryDate: day, reason: longText(400), placedAt: at, changedAt: at, lines: fc.array(line, { minLength: 1, maxLength: 50 }) })
  .map((each): Order => ({ ...orderExamples.paid, ...each }));
const timeline: fc.Arbitrary<TimelineEntry[]> = fc.array(fc.record({ id: fc.constant('999999999999'), at, type: longText(60), outcome: longText(200), detail: longText(200) }), { maxLength: 12 });

/** The smallest that does not fit, with what became of it; undefined when there is none. */
function beyond<T>(largest: fc.Arbitrary<T>, view: (each: T) => [view: unknown, budget: number][]): unknown {
  const { counterexample } = fc.check(fc.property(largest, (each) => view(each).every(([made, budget]) => wireBytes(made) <= budget)), { numRuns: 300 });
  return counterexample?.flatMap(view).map(([made, budget]) => ({ made, bytes: wireBytes(made), budget }));
}

describe('whatever is in it, within its budget stays', () => {
  it('a customer in a list', () => {
    expect(beyond(customer, (each) => [[customerRow(each), customerRowBudget]])).toBeUndefined();
  });

  it('a customer on a screen', () => {
    const screen = fc.record({ id: publicId, customer, part, total: fc.array(amount, { maxLength: 50 }), credit: amount, blocked: fc.boolean(), name: longText(200), closeOn: day });
    const view = ({ id, customer: of, part: source, total, credit, blocked, name, closeOn }: typeof screen extends fc.Arbitrary<infer T> ? T : never) => {
      const position: CustomerPosition = { credit: { customerId: of.id, limit: credit, exposure: credit, derived: false, blocked }, openOrders: total.map((each) => ({ total: each }) as never) };
      const account = { account: {} as never, contacts: [], opportunities: [{ id: '1', name, stage: 'x', amount: credit, closeOn, closed: false, won: false }] };
      return compactCustomer(id, { source, value: of }, { source, value: position }, { source: { ...source, ...missingPart(source.source, 'unknown-outcome') }, value: account });
    };
    expect(beyond(screen, (each) => [[view(each), customerBudget]])).toBeUndefined();
  });

  it('an item in a list', () => {
    expect(beyond(fc.tuple(item, price, availability), ([each, costs, promised]) => [[itemRow(each, costs, promised), itemRowBudget]])).toBeUndefined();
  });

  it('an order in a list, and so a page of twenty within 4 kB', () => {
    expect(beyond(order, (each) => [[orderRow(each), orderRowBudget]])).toBeUndefined();
    const page = { items: Array.from({ length: 20 }, () => orderRow({ ...orderExamples.paid, purchaseOrderNumber: '漢'.repeat(35) })), next: 'x'.repeat(72), source: 'strata', asOf: '2026-12-31T23:59:59.999Z', stale: false };
    expect(wireBytes(page)).toBeLessThanOrEqual(pageBudget(20, orderRowBudget));
    expect(pageBudget(20, orderRowBudget)).toBeLessThanOrEqual(4_096);
    expect(wireBytes({ ...page, items: [] })).toBeLessThanOrEqual(envelopeBudget);
  });

  it('a change of an order, a customer or an item, and so a page of a hundred within 64 kB', () => {
    const text = longText(200);
    const row = fc.oneof(
      fc.record({ type: fc.constant('order' as const), id: fc.constant(orderExamples.paid.orderId), row: fc.record({ customerId: publicId, status: fc.constantFrom(...orderStatuses), purchaseOrderNumber: longText(35), total: amount, requestedDeliveryDate: day, lineCount: fc.constant(50), placedAt: fc.constant(new Date()), changedAt: fc.constant(new Date()) }) }),
      fc.record({ type: fc.constant('customer' as const), id: publicId, row: fc.record({ number: nativeKey, name: text, city: text, blocked: fc.boolean() }) }),
      fc.record({ type: fc.constant('item' as const), id: publicId, row: fc.record({ number: nativeKey, name: text, unit: fc.constant('C62'), sellable: fc.boolean() }) }),
    );
    expect(beyond(row, (each) => [[changeView(each), changeBudget]])).toBeUndefined();
    const longestToken = 4_000;
    expect(100 * (changeBudget + 1) + longestToken + envelopeBudget).toBeLessThanOrEqual(syncPageBudget);
  });

  it('an order, each of its lines and each entry of its timeline', () => {
    const views = ([each, entries]: [Order, TimelineEntry[]]) => {
      const view = mobileOrder(each, entries);
      return [[view, orderBudget], ...view.lines.map((shown): [unknown, number] => [shown, lineBudget]), ...view.timeline.map((shown): [unknown, number] => [shown, entryBudget])] as [unknown, number][];
    };
    expect(beyond(fc.tuple(order, timeline), views)).toBeUndefined();
  });
});

describe('an order on a small screen', () => {
  it('shows the first lines, says how many more there are, and loses none that there is room for', () => {
    const lines = (count: number) => Array.from({ length: count }, (_, index) => ({ ...orderExamples.paid.lines[0]!, position: index + 1 }));
    const few = mobileOrder({ ...orderExamples.paid, lines: lines(3) }, []);
    expect([few.lines.length, few.moreLines]).toEqual([3, undefined]);
    const many = mobileOrder({ ...orderExamples.paid, lines: lines(50) }, []);
    expect(many.lines.map(({ position }) => position)).toEqual(Array.from({ length: many.lines.length }, (_, index) => index + 1));
    expect(many.lines.length + many.moreLines!).toBe(50);
    expect(wireBytes(many) + wireBytes(many.lines[0])).toBeGreaterThan(orderBudget - 20);
  });

  it('shows the last few things that happened', () => {
    const entries = Array.from({ length: 9 }, (_, index): TimelineEntry => ({ id: String(index), at: '2026-11-25T09:00:00.123Z', type: `step-${index}`, outcome: 'ok' }));
    expect(mobileOrder(orderExamples.paid, entries).timeline.map(({ type }) => type)).toEqual(['step-5', 'step-6', 'step-7', 'step-8']);
  });

  it('of which a single line is too much for the rest still shows that line', () => {
    const worst = mobileOrder({ ...orderExamples.paid, customerId: 'c'.repeat(150), reason: '漢'.repeat(200), purchaseOrderNumber: '漢'.repeat(35), lines: [{ ...orderExamples.paid.lines[0]!, description: '🚢'.repeat(100) }] }, Array.from({ length: 4 }, () => ({ id: '1', at: '2026-11-25T09:00:00.123Z', type: 't'.repeat(90), outcome: 'o'.repeat(90) })));
    expect(worst.lines).toHaveLength(1);
  });
});
