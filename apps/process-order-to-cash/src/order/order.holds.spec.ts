import { describe, expect, it } from 'vitest';
import type { Block } from '#canonical';
import { at, captured, orderLine, salesOrder, seen } from './order.fixture.js';
import { nextEffect } from './order.next.js';
import { hold } from './order.holds.js';

const blocked = (...blocks: Block[]) => captured({}, salesOrder({ blocks }));
const expecting = (amount: string, currency = 'EUR') => captured({ expectedUnitPrices: { 1: { amount, currency } } });

describe('an order is held', () => {
  it.each(['order', 'credit', 'delivery', 'approval'] as const)('by a block of type %s, with its reason', (type) => {
    expect(blocked({ type, reason: 'so it is' }).holds).toMatchObject([{ type, reason: 'so it is' }]);
  });

  it('by no billing block: goods go out all the same', () => {
    expect(blocked({ type: 'billing', reason: 'prices are checked' }).holds).toEqual([]);
  });

  it('by several blocks, until the last is gone', () => {
    const both = blocked({ type: 'credit', reason: 'limit' }, { type: 'approval', reason: 'above 10 000' });
    expect(both.holds.map(({ type }) => type)).toEqual(['credit', 'approval']);
    expect(seen({ salesOrder: salesOrder({ blocks: [{ type: 'approval', reason: 'above 10 000' }] }) }, both).holds.map(({ type }) => type)).toEqual(['approval']);
    expect(seen({ salesOrder: salesOrder() }, both).holds).toEqual([]);
  });

  it('since it was first seen', () => {
    const first = blocked({ type: 'credit', reason: 'limit' });
    const again = seen({ salesOrder: salesOrder({ blocks: [{ type: 'credit', reason: 'limit' }] }) }, { ...first, changedAt: '2026-02-01T00:00:00.000Z' });
    expect(again.holds).toEqual(first.holds);
  });

  it('once for one reason', () => {
    const once = hold(captured(), 'stock-short', 'none', at);
    expect(hold(once, 'stock-short', 'still none', at + 1_000)).toBe(once);
  });
});

describe("the ERP's price", () => {
  it.each(['10.00', '10.10', '9.91', '9.910'])('may differ by one per cent of the %s that the buyer saw', (amount) => {
    expect(expecting(amount).holds).toEqual([]);
  });

  it.each(['9.90', '10.11', '0.01'])('holds the order when it is further from the %s that the buyer saw', (amount) => {
    expect(expecting(amount).holds).toMatchObject([{ type: 'price', reason: `line 1: the price is 10.00 EUR, expected was ${amount} EUR` }]);
  });

  it('holds the order in another currency', () => {
    expect(expecting('10.00', 'USD').holds).toMatchObject([{ type: 'price', reason: 'line 1: the price is 10.00 EUR, expected was 10.00 USD' }]);
  });

  it('is not asked for where the buyer named none', () => {
    expect(captured({}, salesOrder({ lines: [orderLine(1, '3', { unitPrice: { amount: '999', currency: 'EUR' } })] })).holds).toEqual([]);
  });

  it('releases the order when it was corrected', () => {
    const held = expecting('9.00');
    expect(seen({ salesOrder: salesOrder({ lines: [orderLine(1, '3', { unitPrice: { amount: '9.00', currency: 'EUR' } })] }) }, held).holds).toEqual([]);
  });
});

describe('a hold', () => {
  it('may end by looking at the ERP again, unless nobody knows what happened', () => {
    const held = blocked({ type: 'credit', reason: 'limit' });
    expect(nextEffect(held)?.name).toBe('read-sales-order');
    expect(nextEffect(hold(held, 'unknown-outcome', 'may have landed', at))).toBeUndefined();
  });
});
