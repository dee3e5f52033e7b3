import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { billingPolicies, exact, toPublicId, type Capabilities, type Delivery, type DeliveryTolerance } from '#canonical';
import { take, type OrderCommand } from './order.commands.js';
import { decide } from './order.decide.js';
import { breachesOf } from './order.breaches.js';
import { absorb } from './order.documents.js';
import { effectKey, type Documents, type EffectOutcome } from './order.effects.js';
import { exceptionsOf } from './order.exceptions.js';
import { at, commandedBilling, delivery, invoice, observedBilling, orderLine, placed, salesOrder } from './order.fixture.js';
import { billingOf, enoughOf, fulfilmentOf, ledgerOf, moneyOf, policyOf, statusOf } from './order.ledger.js';
import { nextEffect } from './order.next.js';
import type { OrderState } from './order.state.js';

const eur = (amount: string) => ({ amount, currency: 'EUR' });
const quantity = fc.integer({ min: 0, max: 5 }).map(String);
const quantities = fc.record({ '10': quantity, '20': quantity });
const cents = fc.integer({ min: 0, max: 9_000 }).map((value) => exact.divide(String(value), '100', 2));

const percent = fc.integer({ min: 0, max: 1000 }).map((tenths) => exact.divide(String(tenths), '10', 1));
/** A line may be billed and delivered in any way, and a reading may say nothing of it. */
const deliveryTolerance = fc.option(fc.record({ under: percent, over: percent, unlimitedOver: fc.boolean() }), { nil: undefined });
const terms = fc.record({ billingPolicy: fc.constantFrom(undefined, ...billingPolicies), deliveryTolerance });
const orders = fc.record({ status: fc.constantFrom('open' as const, 'cancelled' as const), first: terms, second: terms }).map(({ status, first, second }) => salesOrder({ status, lines: [orderLine(1, '3', first), orderLine(2, '2', second)] }));

const tolerating = (found: Delivery, said: DeliveryTolerance | undefined): Delivery => ({ ...found, lines: found.lines.map((line) => ({ ...line, ...(said && { deliveryTolerance: said }) })) });

/** What a system shows of its documents at some moment: any state, any amount, also what makes no sense. */
const documents: fc.Arbitrary<Documents> = fc.oneof(
  orders.map((order) => ({ salesOrder: order })),
  fc.record({ id: fc.constantFrom('d1', 'd2', 'd3'), lines: quantities, status: fc.constantFrom('open', 'picked', 'shipped', 'cancelled'), deliveryTolerance })
    .map(({ id, lines, status, deliveryTolerance: said }) => ({ deliveries: [tolerating(delivery(id, lines, { status: status as 'open' }), said)] })),
  fc
    .record({
      id: fc.constantFrom('i1', 'i2', 'c1'),
      lines: quantities,
      status: fc.constantFrom('draft', 'posted', 'cancelled'),
      cleared: fc.boolean(),
      total: cents,
      payments: fc.array(fc.record({ amount: cents, discount: cents }), { maxLength: 3 }),
    })
    .map(({ id, lines, status, cleared, total, payments }) => ({
      invoices: [
        invoice(id, lines, {
          status: status as 'draft',
          cleared,
          total: eur(total),
          type: id.startsWith('c') ? 'credit-note' : 'invoice',
          payments: payments.map(({ amount, discount }, index) => ({ id: `p${index}`, amount: eur(amount), discount: eur(discount) })),
        }),
      ],
    })),
);

/** Each reading has a moment and a version of its own. */
const readings = fc.array(documents, { minLength: 1, maxLength: 12 }).map((list) => list.map((found, index) => ({ found: versioned(found, index), seenAt: at + index })));

function versioned(found: Documents, index: number): Documents {
  const version = `v${index}`;
  return {
    ...(found.salesOrder && { salesOrder: { ...found.salesOrder, version } }),
    ...(found.deliveries && { deliveries: found.deliveries.map((each) => ({ ...each, version })) }),
    ...(found.invoices && { invoices: found.invoices.map((each) => ({ ...each, version })) }),
  };
}

const inErp = () => absorb(placed(), { salesOrder: salesOrder() }, at - 1);
const byId = <T extends { id: string }>(list: T[]) => list.toSorted((a, b) => a.id.localeCompare(b.id));
const seenOf = (state: OrderState) => ({ deliveries: byId(state.deliveries), invoices: byId(state.invoices), capture: state.capture, lines: state.lines.map((line) => [ledgerOf(state, line), policyOf(line), enoughOf(state, line)]), progress: [fulfilmentOf(state), billingOf(state)], breaches: breachesOf(state), money: moneyOf(state) });

function expectSound(state: OrderState): void {
  for (const line of state.lines) {
    const { shipped, ...ledger } = ledgerOf(state, line);
    for (const value of [shipped, ...Object.values(ledger)]) expect(exact.compare(value, '0')).toBeGreaterThanOrEqual(0);
    const { least, most } = enoughOf(state, line);
    expect(exact.compare(least, line.ordered) <= 0 && (most === undefined || exact.compare(most, line.ordered) >= 0)).toBe(true);
    const flagged = breachesOf(state).filter(({ reason }) => reason.startsWith(`line ${line.position}:`)).map(({ type }) => type);
    // What is within the tolerance is no breach, and what is billed before shipment by another policy is none.
    if (most === undefined || exact.compare(shipped, most) <= 0) expect(flagged).not.toContain('over-shipped');
    if (policyOf(line) !== 'by-delivery') expect(flagged).not.toContain('invoiced-before-shipment');
    if (fulfilmentOf(state) === 'complete' && !line.rejected) expect(exact.compare(shipped, least)).toBeGreaterThanOrEqual(0);
  }
  const money = moneyOf(state);
  if (money) {
    const settled = exact.add(money.credited.amount, money.paid.amount, money.discount.amount, money.writeOff.amount);
    const balance = exact.subtract(exact.add(settled, money.open.amount), money.prepaid.amount);
    expect(exact.compare(balance, money.invoiced.amount), JSON.stringify(money)).toBe(0);
    expect(exact.isZero(money.open.amount) || exact.isZero(money.prepaid.amount)).toBe(true);
  }
  const open = (state.disputes ?? []).filter(({ resolution }) => !resolution).map(({ invoiceId }) => invoiceId);
  expect(new Set(open).size).toBe(open.length);
  for (const { amount } of state.disputes ?? []) expect(exact.compare(amount.amount, '0')).toBeGreaterThan(0);
  const proven = (state.proofs ?? []).map(({ deliveryId }) => deliveryId);
  expect(new Set(proven).size).toBe(proven.length);
  expect(statusOf(state)).toEqual(expect.any(String));
  expect(new Set(exceptionsOf(state).map(({ kind }) => kind)).size).toBe(exceptionsOf(state).length);
}

describe('readings of documents, whatever they say', () => {
  it('lead to the same order in any order of arrival and with repeats', () => {
    fc.assert(
      fc.property(readings.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray([...list, ...list], { minLength: list.length * 2 }))), ([list, shuffled]) => {
        const arrive = (some: typeof list) => some.reduce((state, { found, seenAt }) => absorb(state, found, seenAt), inErp());
        expect(seenOf(arrive(shuffled))).toEqual(seenOf(arrive(list)));
      }),
    );
  });

  it('balance the books and leave no quantity below zero', () => {
    expect.hasAssertions();
    fc.assert(fc.property(readings, (list) => expectSound(list.reduce((state, { found, seenAt }) => absorb(state, found, seenAt), inErp()))));
  });

  it('of another order change nothing', () => {
    const foreign = (found: Documents): Documents => ({
      ...(found.salesOrder && { salesOrder: { ...found.salesOrder, id: '9999' } }),
      ...(found.deliveries && { deliveries: found.deliveries.map((each) => ({ ...each, lines: each.lines.map((line) => ({ ...line, salesOrderId: '9999' })) })) }),
      ...(found.invoices && { invoices: found.invoices.map((each) => ({ ...each, lines: each.lines.map((line) => ({ ...line, salesOrderId: '9999' })) })) }),
    });
    fc.assert(fc.property(documents, (found) => { const state = inErp(); expect(absorb(state, foreign(found), at)).toBe(state); }));
  });
});

const command = { mode: 'command', safe: false, probe: 'find', settleAfterMs: 20_000 } as const;
const systems: Capabilities[] = [observedBilling, { ...commandedBilling, changeSalesOrder: command, createReturn: command, receiveReturn: command, creditInvoice: command, releaseSalesOrder: command }];
type Wish = OrderCommand extends infer C ? (C extends OrderCommand ? Omit<C, 'id' | 'actor'> : never) : never;
const wishes = fc.constantFrom<Wish>(
  { type: 'cancel', reason: 'x' },
  { type: 'deliver', lines: [{ position: 1, quantity: '1' }] },
  { type: 'change', lines: [{ position: 2, quantity: '4' }] },
  { type: 'return', reason: 'x', lines: [{ position: 1, quantity: '1' }] },
  { type: 'credit', invoiceId: 'i1', reason: 'x' },
  { type: 'pay', invoiceId: 'i1', amount: eur('10.00') },
  { type: 'release-hold', hold: 'price', reason: 'x' },
  { type: 'retry', kind: 'backorder', reason: 'x' },
  { type: 'dispute', invoiceId: toPublicId('erp', 'i1'), code: 'price', reason: 'x' },
  { type: 'settle-disputes', outcome: 'accepted', reason: 'x' },
  { type: 'prove-delivery', deliveryId: 'd1', receivedOn: '2026-01-02', lines: [{ position: 1, quantity: '1' }] },
);
const events = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant('outcome' as const), kind: fc.constantFrom('done', 'absent', 'unknown', 'failed'), retryable: fc.boolean(), found: documents, later: fc.integer({ min: 1, max: 60_000 }) }),
    fc.record({ type: fc.constant('seen' as const), found: documents }),
    fc.record({ type: fc.constant('wish' as const), wish: wishes }),
  ),
  { maxLength: 40 },
);

describe('an order, whatever happens to it', () => {
  it('never begins an effect while the outcome of another is unknown, never writes the ERP order twice, and stays sound', () => {
    expect.hasAssertions();
    fc.assert(
      fc.property(events, fc.constantFrom(...systems), (list, capabilities) => {
        let state = placed({ capabilities });
        let clock = at;
        list.forEach((event, index) => {
          clock += 'later' in event ? event.later : 1;
          if (event.type === 'seen') state = absorb(state, versioned(event.found, index), clock);
          if (event.type === 'wish') {
            const result = take(state, { ...event.wish, id: `t${index}`, actor: 'anna' });
            if ('state' in result) state = result.state;
            else expect(result.refusal.message).not.toBe('');
          }
          if (event.type === 'outcome') {
            const effect = nextEffect(state);
            if (!effect) return;
            if (state.unknown) expect([effect.probe, effectKey(effect)]).toEqual([true, state.unknown.effect]);
            if (state.capture === 'captured') expect(effect.name === 'create-sales-order' && !effect.probe).toBe(false);
            const timed = { startedAt: clock - 1, endedAt: clock };
            const failure = { kind: 'rejected' as const, message: 'no', retryable: event.retryable };
            const outcome = { ...timed, ...(event.kind === 'done' ? { kind: 'done', documents: versioned(event.found, index) } : event.kind === 'failed' ? { kind: 'failed', failure } : { kind: event.kind }) } as EffectOutcome;
            state = decide(state, effect, outcome).state;
          }
          expectSound(state);
        });
      }),
    );
  });
});
