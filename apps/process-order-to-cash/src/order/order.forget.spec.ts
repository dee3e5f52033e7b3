import { describe, expect, it } from 'vitest';
import { placed } from './order.fixture.js';
import { forgotten, hasEnded } from './order.forget.js';
import { orderView } from './order.projection.js';
import type { OrderState } from './order.state.js';

const said = 'canary';
const by = { actor: 'desk', by: 'desk', at: '2026-01-01T08:00:00.000Z' };

/** A cancelled order in which people said something wherever they can. */
const talkative: OrderState = {
  ...placed(),
  draft: { ...placed().draft, purchaseOrderNumber: said, shipToId: said },
  capture: 'cancelled',
  reason: said,
  cancellation: { reason: said, actor: 'desk' },
  disputes: [{ id: 'd', invoiceId: 'i', code: 'price', amount: { amount: '1.00', currency: 'EUR' }, reason: said, openedBy: 'desk', openedAt: by.at, resolution: { outcome: 'rejected', reason: said, by: 'desk', at: by.at } }] as OrderState['disputes'],
  proofs: [{ deliveryId: 'd', receivedOn: '2026-01-01', signedBy: said, note: said, short: {}, by: 'desk', at: by.at }],
  holds: [{ type: 'credit', reason: said, since: by.at }],
  flags: [{ type: 'late', reason: said, since: by.at }],
  tasks: [{ id: 't', effect: 'create-return', actor: 'desk', reason: said }],
};

describe('an order that is forgotten', () => {
  it('says nothing any more of what anybody said, nor does its view', () => {
    expect(JSON.stringify(talkative).split(said).length).toBeGreaterThan(10);
    const left = forgotten(talkative);
    expect(JSON.stringify([left, orderView(left)])).not.toContain(said);
  });

  it('keeps its numbers, its documents and whose it was in the ERP', () => {
    const { lines, salesOrder, customerId, orderId } = forgotten(talkative);
    expect({ lines, salesOrder, customerId, orderId }).toEqual({ lines: talkative.lines, salesOrder: talkative.salesOrder, customerId: talkative.customerId, orderId: talkative.orderId });
  });

  it('is one that has ended', () => {
    expect([hasEnded(talkative), hasEnded(placed())]).toEqual([true, false]);
  });
});
