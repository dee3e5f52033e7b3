import { describe, expect, it } from 'vitest';
import { decide, endsSegment } from './order.decide.js';
import { effectNames } from './order.effects.js';
import { absent, after, all, at, captured, commandedBilling, delivery, done, failed, invoice, observedBilling, placed, salesOrder, seen, unknown } from './order.fixture.js';
import { isPaid, statusOf } from './order.ledger.js';
import { nextEffect } from './order.next.js';
import type { OrderState } from './order.state.js';

const due = (state: OrderState) => nextEffect(state) && `${nextEffect(state)?.probe ? 'probe ' : ''}${[nextEffect(state)?.name, nextEffect(state)?.target].filter(Boolean).join(':')}`;
const open = delivery('d1', all, { status: 'open' });
const shipped = delivery('d1', all);

describe('an order that goes well', () => {
  it('is written into the ERP, delivered and shipped, and then waits for what the ERP bills', () => {
    let state = placed();
    expect(due(state)).toBe('create-sales-order');
    state = after(state, done({ salesOrder: salesOrder() })).state;
    expect([statusOf(state), due(state)]).toEqual(['confirmed', 'create-delivery:1']);
    state = after(state, done({ deliveries: [open] })).state;
    expect(due(state)).toBe('post-goods-issue:d1');
    state = after(state, done({ deliveries: [shipped] })).state;
    expect([statusOf(state), due(state)]).toEqual(['shipped', undefined]);
  });

  it('is billed and paid by command where the ERP lets us', () => {
    let state = seen({ deliveries: [shipped] }, captured({ capabilities: commandedBilling }));
    expect(due(state)).toBe('find-invoices:1');
    state = after(state, done({ invoices: [invoice('i1', all, { status: 'draft' })] })).state;
    expect(due(state)).toBe('post-invoice:i1');
    state = after(state, done({ invoices: [invoice('i1', all)] })).state;
    expect([statusOf(state), due(state), isPaid(state)]).toEqual(['invoiced', 'pay-invoice:i1', false]);
    state = after(state, done({ invoices: [invoice('i1', all, { cleared: true })] })).state;
    expect([statusOf(state), due(state), isPaid(state)]).toEqual(['paid', undefined, true]);
  });

  it('waits where nothing may be commanded', () => {
    const { createDelivery: _, ...others } = observedBilling;
    expect(due(captured({ capabilities: others }))).toBeUndefined();
    expect(due(seen({ deliveries: [open] }, captured({ capabilities: { ...observedBilling, postGoodsIssue: { mode: 'observe' } } })))).toBeUndefined();
    const posted = seen({ deliveries: [shipped], invoices: [invoice('i1', all)] }, captured({ capabilities: { ...commandedBilling, payInvoice: { mode: 'observe' } } }));
    expect(due(posted)).toBeUndefined();
  });

  it('is not looked up for invoices before something was shipped', () => {
    expect(due(captured({ capabilities: { ...commandedBilling, createDelivery: { mode: 'observe' } } }))).toBeUndefined();
  });

  it('leaves a delivery alone that somebody else handles, and makes no second one meanwhile', () => {
    expect(due(seen({ deliveries: [{ ...open, observedOnly: true }] }, captured()))).toBeUndefined();
  });

  it('is delivered again when only a part could be shipped, or a delivery was cancelled', () => {
    expect(due(seen({ deliveries: [delivery('d1', { '10': '1' })] }, captured()))).toBe('create-delivery:2');
    expect(due(seen({ deliveries: [delivery('d1', all, { status: 'cancelled' })] }, captured()))).toBe('create-delivery:2');
  });

  it('counts its attempts by effect and by document, and probes do not count', () => {
    let { state } = after(placed(), unknown());
    state = after(state, absent()).state;
    expect(state.attempts).toEqual({ 'create-sales-order': 1 });
    const delivered = after(captured(), failed({ retryable: true })).state;
    expect(after(delivered, failed({ retryable: true })).state.attempts).toEqual({ 'create-delivery:1': 2 });
  });

  it('that the system took without a change is not asked again at once', () => {
    expect(after(captured(), done({ deliveries: [] })).wakeAfterMs).toBe(10_000);
    expect(after(captured(), done({ deliveries: [open] })).wakeAfterMs).toBeUndefined();
  });

  it('that moves nothing again and again is asked ever more rarely, at last every ten minutes', () => {
    let state = captured();
    const waits = Array.from({ length: 8 }, () => {
      const decision = after(state, done({ deliveries: [] }));
      state = decision.state;
      return decision.wakeAfterMs;
    });
    expect(waits).toEqual([10_000, 20_000, 40_000, 80_000, 160_000, 320_000, 600_000, 600_000]);
  });

  it('is not put off for longer than ten minutes, whatever the system says', () => {
    expect(after(captured(), failed({ retryable: true, retryAfterMs: 86_400_000 })).wakeAfterMs).toBe(600_000);
  });

  it('is over when it is closed', () => {
    expect(due({ ...captured(), closed: true })).toBeUndefined();
  });
});

describe('an order that the ERP refuses', () => {
  const refused = after(placed(), failed({ message: 'the customer is blocked', reason: 'customer-blocked' }));

  it('is rejected with its reason, and what it left behind is undone', () => {
    expect(refused.state).toMatchObject({ capture: 'rejected', reason: 'the customer is blocked', undo: true });
    expect([statusOf(refused.state), due(refused.state), refused.wakeAfterMs]).toEqual(['rejected', 'undo-sales-order', undefined]);
  });

  it('as the order of a quote is rejected, and the quote is left as it is', () => {
    const { state } = after(placed({ quoteId: '20' }), failed({ message: 'the customer is blocked' }));
    expect([statusOf(state), state.undo, due(state)]).toEqual(['rejected', false, undefined]);
  });

  it('is over once that is undone, and keeps its reason', () => {
    const { state } = after(refused.state, done());
    expect([statusOf(state), due(state), state.reason]).toEqual(['rejected', undefined, 'the customer is blocked']);
  });

  it('is undone again soon when that may work', () => {
    for (const outcome of [failed({ retryable: true }), unknown()]) {
      const again = after(refused.state, outcome);
      expect([due(again.state), again.wakeAfterMs, again.state.holds]).toEqual(['undo-sales-order', 1_000, []]);
    }
  });

  it('says so when it cannot be undone, and is tried again now and then until it can', () => {
    const stuck = after(refused.state, failed({ kind: 'conflict', message: 'goods have left' }));
    expect(stuck.state.holds).toMatchObject([{ type: 'undo-failed', reason: 'goods have left' }]);
    expect([statusOf(stuck.state), due(stuck.state), stuck.wakeAfterMs]).toEqual(['rejected', 'undo-sales-order', 600_000]);
    expect(after(stuck.state, done()).state).toMatchObject({ undo: false, holds: [] });
  });

  it.each(['not-found', 'invalid', 'conflict', 'rejected'] as const)('may be refused as %s', (kind) => {
    expect(after(placed(), failed({ kind })).state.capture).toBe('rejected');
  });
});

describe('an order whose ERP order was cancelled', () => {
  it('is cancelled, and nothing more is done', () => {
    const state = seen({ salesOrder: salesOrder({ status: 'cancelled', version: 'v2' }) }, captured());
    expect([statusOf(state), due(state)]).toEqual(['cancelled', undefined]);
  });
});

describe('a call that fails and may work later', () => {
  it('is made again after a wait that doubles up to a minute', () => {
    let state = placed();
    const waits = [1, 2, 3, 4, 5, 6, 7, 8].map(() => {
      const decision = after(state, failed({ kind: 'conflict', retryable: true }));
      state = decision.state;
      return decision.wakeAfterMs;
    });
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    expect([statusOf(state), due(state)]).toEqual(['received', 'create-sales-order']);
  });

  it('waits to be dispatched when the system is away, and no longer once it has answered', () => {
    const once = after(placed(), failed({ kind: 'unavailable', retryable: true }));
    expect([once.state.waiting, once.wakeAfterMs]).toEqual([undefined, 1_000]);
    const { state } = after(once.state, failed({ kind: 'unavailable', retryable: true }));
    expect(state.waiting).toEqual({ effect: 'create-sales-order', since: new Date(at).toISOString() });
    expect(after(placed(), failed({ kind: 'unavailable', retryable: true, reason: 'circuit-open' })).state.waiting).toBeDefined();
    expect(after(state, done({ salesOrder: salesOrder() })).state.waiting).toBeUndefined();
  });

  it('waits as long as the system asks', () => {
    expect(after(placed(), failed({ kind: 'rate-limited', retryable: true, retryAfterMs: 90_000 })).wakeAfterMs).toBe(90_000);
    expect(after(placed(), failed({ kind: 'rate-limited', retryable: true, retryAfterMs: 10 })).wakeAfterMs).toBe(1_000);
  });

  it.each(['unauthenticated', 'forbidden'] as const)('because we are %s refuses no order: it waits for whoever mends that, and says so', (kind) => {
    const { state, wakeAfterMs } = after(placed(), failed({ kind, message: 'the sign-in failed' }));
    expect([statusOf(state), due(state), state.reason, wakeAfterMs]).toEqual(['received', 'create-sales-order', 'the sign-in failed', 60_000]);
    expect(after(state, done({ salesOrder: salesOrder() })).state.reason).toBeUndefined();
  });

  it('is a look at documents, however it fails', () => {
    const looking = seen({ deliveries: [shipped] }, captured({ capabilities: commandedBilling }));
    expect(after(looking, failed())).toMatchObject({ state: { holds: [] }, wakeAfterMs: 1_000 });
    const held = captured({}, salesOrder({ blocks: [{ type: 'credit', reason: 'limit' }] }));
    expect(after(held, failed())).toMatchObject({ state: { holds: [{ type: 'credit' }] }, wakeAfterMs: 1_000 });
  });
});

describe('an order that the ERP blocks', () => {
  const blocked = after(placed(), done({ salesOrder: salesOrder({ credit: 'blocked', blocks: [{ type: 'credit', code: 'B', reason: 'limit exceeded' }] }) })).state;

  it('is on hold, and the ERP is looked at until it says otherwise', () => {
    expect([statusOf(blocked), due(blocked)]).toEqual(['on-hold', 'read-sales-order']);
    expect([statusOf(after(blocked, done({ salesOrder: salesOrder({ version: 'v2' }) })).state), due(after(blocked, done({ salesOrder: salesOrder() })).state)]).toEqual(['confirmed', 'create-delivery:1']);
  });

  it('after a refused step holds for that reason, and tries the step again when the ERP was looked at', () => {
    const { state, wakeAfterMs } = after(captured(), failed({ reason: 'stock-short', message: 'nothing is in stock' }));
    expect(state.holds).toEqual([{ type: 'stock-short', reason: 'nothing is in stock', since: '2026-01-01T08:00:00.000Z' }]);
    expect([statusOf(state), due(state), wakeAfterMs]).toEqual(['on-hold', 'read-sales-order', undefined]);
    expect(due(after(state, done({ salesOrder: salesOrder() })).state)).toBe('create-delivery:1');
    expect(after(captured(), failed()).state.holds[0]?.type).toBe('create-delivery');
  });
});

describe('a write whose answer is missing', () => {
  const lost = after(placed(), unknown(at));

  it('is a state of its own: the system is asked by our reference before anything else', () => {
    expect(lost.state).toMatchObject({ capture: 'unknown', unknown: { effect: 'create-sales-order', since: at } });
    expect([statusOf(lost.state), due(lost.state), lost.wakeAfterMs]).toEqual(['received', 'probe create-sales-order', 1_000]);
  });

  it('is done when it is found', () => {
    const { state } = after(lost.state, done({ salesOrder: salesOrder() }));
    expect(state.unknown).toBeUndefined();
    expect([statusOf(state), due(state)]).toEqual(['confirmed', 'create-delivery:1']);
  });

  it('is not made again before the settling time is over, for it may land later', () => {
    const early = after(lost.state, absent(at + 19_999));
    expect([due(early.state), early.state.unknown?.since]).toEqual(['probe create-sales-order', at]);
    const { state } = after(early.state, absent(at + 20_000));
    expect([state.capture, state.unknown, due(state)]).toEqual(['received', undefined, 'create-sales-order']);
  });

  it('is asked for less and less often, and at least every ten seconds', () => {
    let { state } = lost;
    const waits = [1, 2, 3, 4, 5].map(() => {
      const decision = after(state, absent(at));
      state = decision.state;
      return decision.wakeAfterMs;
    });
    expect(waits).toEqual([2_000, 4_000, 8_000, 10_000, 10_000]);
  });

  it('stays unknown while the system cannot be asked, however that fails', () => {
    const { state } = after(lost.state, failed({ kind: 'unavailable', retryable: true }, at + 60_000));
    expect([due(state), state.unknown?.since]).toEqual(['probe create-sales-order', at]);
    expect(after(lost.state, failed({ kind: 'rejected' })).state.capture).toBe('unknown');
    expect(due(after(lost.state, unknown(at + 60_000)).state)).toBe('probe create-sales-order');
  });

  it('on a document is asked for with that document', () => {
    const { state } = after(seen({ deliveries: [{ ...open, id: 'a:b' }] }, captured()), unknown());
    expect(nextEffect(state)).toEqual({ name: 'post-goods-issue', target: 'a:b', probe: true });
  });

  it('is never made again blindly in a system that cannot say when it is settled: a person decides', () => {
    const capabilities = { ...observedBilling, createDelivery: { mode: 'command', safe: false } as const };
    const { state } = after(after(captured({ capabilities }), unknown()).state, absent(at + 3_600_000));
    expect(state.holds).toMatchObject([{ type: 'unknown-outcome' }]);
    expect([statusOf(state), due(state)]).toEqual(['on-hold', undefined]);
  });

  it('is never made again in a system that cannot be asked, the order itself included', () => {
    const capabilities = { ...observedBilling, createSalesOrder: { mode: 'command', safe: false, settleAfterMs: 1_000 } as const };
    const { state } = after(after(placed({ capabilities }), unknown()).state, absent(at + 3_600_000));
    expect(state.holds).toMatchObject([{ type: 'unknown-outcome' }]);
    expect(due(state)).toBeUndefined();
  });
});

describe('an order that exists in the ERP already', () => {
  const adopted = placed({ adopts: '4711', deliverOnRequest: true });

  it('is read with all that has become of it, never written, and delivered when somebody asks', () => {
    expect(due(adopted)).toBe('adopt-sales-order');
    const { state } = after(adopted, done({ salesOrder: salesOrder({ reference: undefined }), deliveries: [delivery('d1', { '10': '3' })] }));
    expect([statusOf(state), due(state)]).toEqual(['confirmed', undefined]);
    expect(statusOf(seen({ deliveries: [delivery('d2', { '20': '2' })], invoices: [invoice('i1', all, { cleared: true })] }, state))).toBe('paid');
  });

  it('that cannot be read is rejected, and nothing is undone', () => {
    const { state } = after(adopted, failed({ kind: 'not-found', message: 'the system has no such order' }));
    expect([statusOf(state), state.undo, due(state)]).toEqual(['rejected', false, undefined]);
  });
});

describe('a delivery whose answer was lost', () => {
  const lost = after(captured(), unknown()).state;

  it('is the one that was not there before', () => {
    const { state } = after(lost, done({ deliveries: [open] }));
    expect([state.holds, due(state)]).toEqual([[], 'post-goods-issue:d1']);
  });

  it('is a person\'s to find when there are several, whatever the ERP says of the order meanwhile', () => {
    const { state } = after(lost, done({ deliveries: [delivery('d1', { '10': '1' }, { status: 'open' }), delivery('d2', { '20': '1' }, { status: 'open' })] }));
    expect([state.holds.map(({ type }) => type), due(state)]).toEqual([['ambiguous-delivery'], undefined]);
    expect(seen({ salesOrder: salesOrder({ version: 'v9' }) }, state).holds.map(({ type }) => type)).toEqual(['ambiguous-delivery']);
  });
});

describe('what cannot be shipped now', () => {
  const short = failed({ reason: 'nothing-to-deliver', message: 'nothing of the order can be delivered now' });

  it('is a backorder that somebody looks after, tried again later; the order is not held', () => {
    const { state, wakeAfterMs } = after(captured(), short);
    expect([statusOf(state), state.flags.map(({ type }) => type), wakeAfterMs]).toEqual(['confirmed', ['backorder'], 30_000]);
    expect(due(state)).toBe('create-delivery:1');
    expect(after(state, done({ deliveries: [open] })).state.flags).toEqual([]);
  });

  it('does not keep what was shipped from being billed', () => {
    const partly = seen({ deliveries: [delivery('d1', { '10': '1' })] }, captured({ capabilities: commandedBilling }));
    expect(due(partly)).toBe('create-delivery:2');
    const { state } = after(partly, short);
    expect(due(state)).toBe('find-invoices:1');
  });
});

describe('a segment', () => {
  it('ends after each slow call, so that what queues behind it does not wait for two', () => {
    expect(effectNames.filter((name) => !endsSegment({ name, probe: false }))).toEqual(['adopt-sales-order', 'read-sales-order', 'create-delivery', 'find-invoices']);
  });

  it('decides by its arguments alone and leaves them as they are', () => {
    const before = captured();
    const state = Object.freeze(structuredClone(before));
    const effect = { name: 'create-delivery', target: '1', probe: false } as const;
    const outcome = done({ deliveries: [open] });
    expect(decide(state, effect, outcome)).toEqual(decide(state, effect, outcome));
    expect(state).toEqual(before);
  });
});
