import { describe, expect, it } from 'vitest';
import { take, type OrderCommand, type Refusal } from './order.commands.js';
import { exceptionsOf } from './order.exceptions.js';
import { all, captured, delivery, seen } from './order.fixture.js';
import { entriesBetween, orderView } from './order.projection.js';
import type { OrderState } from './order.state.js';

const at = '2026-01-03T09:00:00.000Z';
const proof = (change: object = {}): OrderCommand => ({ id: 'p', actor: 'carrier', at, type: 'prove-delivery', deliveryId: '80', receivedOn: '2026-01-02', ...change });
function taken(state: OrderState, command: OrderCommand): OrderState {
  const result = take(state, command);
  if ('refusal' in result) throw new Error(`${result.refusal.reason}: ${result.refusal.message}`);
  return result.state;
}
function refused(state: OrderState, command: OrderCommand): Refusal {
  const result = take(state, command);
  if (!('refusal' in result)) throw new Error('the proof was taken');
  return result.refusal;
}
const shipped = (change: Parameters<typeof delivery>[2] = {}, state = captured()) => seen({ deliveries: [delivery('80', all, change)] }, state);
const observed = (state: OrderState, receivedOn: string) => shipped({ version: `proven-${receivedOn}`, proofOfDelivery: { status: 'confirmed', receivedOn } }, state);
const deliveryOf = (state: OrderState) => orderView(state).deliveries[0];

describe('a proof of delivery that is given to us', () => {
  it('stands with its delivery, and on the timeline with who gave it', () => {
    const before = shipped();
    const proven = taken(before, proof({ signedBy: 'M. Keller', note: 'left at the gate' }));
    expect(deliveryOf(proven)).toMatchObject({ receivedOn: '2026-01-02', proof: { receivedOn: '2026-01-02', signedBy: 'M. Keller', note: 'left at the gate', by: 'carrier', at, lines: [{ position: 1, quantity: '3' }, { position: 2, quantity: '2' }] } });
    expect(entriesBetween(before, proven)).toMatchObject([{ type: 'proof-of-delivery', outcome: 'given', actor: 'carrier', reference: '80', at, detail: 'received on 2026-01-02; signed by M. Keller; left at the gate' }]);
    expect(exceptionsOf(proven)).toEqual([]);
  });

  it('of less than left is for a person to look at, and shows what arrived', () => {
    const before = shipped();
    const short = taken(before, proof({ lines: [{ position: 1, quantity: '2' }, { position: 2, quantity: '0' }] }));
    expect(deliveryOf(short)?.proof?.lines).toEqual([{ position: 1, quantity: '2' }, { position: 2, quantity: '0' }]);
    const reason = 'delivery 80: received 2 of 3 of line 1, 0 of 2 of line 2';
    expect(exceptionsOf(short)).toMatchObject([{ kind: 'short-received', owner: 'shipping', actions: ['acknowledge'], reason, since: at }]);
    expect(orderView(short).flags).toEqual([{ type: 'short-received', reason }]);
    expect(entriesBetween(before, short)).toMatchObject([{ outcome: 'given-short' }]);
    // Goods that never left are no shortage.
    expect(exceptionsOf(shipped({ status: 'cancelled', version: 'undone' }, short))).toEqual([]);
  });

  it('again changes nothing, however it is spelled; another one is refused', () => {
    const proven = taken(shipped(), proof({ signedBy: 'M. Keller', lines: [{ position: 1, quantity: '2' }] }));
    expect(taken(proven, proof({ signedBy: 'M. Keller', lines: [{ position: 2, quantity: '2.0' }, { position: 1, quantity: '2.000' }], actor: 'anna' }))).toBe(proven);
    for (const other of [{}, { signedBy: 'M. Keller' }, { signedBy: 'M. Keller', lines: [{ position: 1, quantity: '2' }], receivedOn: '2026-01-03' }]) {
      expect(refused(proven, proof(other))).toMatchObject({ kind: 'conflict', reason: 'proven', state: 'proven', allowed: [], message: 'the delivery is proven: received on 2026-01-02, said carrier' });
    }
  });

  it('is not taken where the system has a proof, and gives way to one that comes later', () => {
    expect(refused(observed(captured(), '2026-01-04'), proof())).toMatchObject({ kind: 'conflict', reason: 'proven', message: 'erp has the proof: received on 2026-01-04' });
    const proven = taken(shipped(), proof());
    const later = observed(proven, '2026-01-04');
    expect(deliveryOf(later)).toMatchObject({ receivedOn: '2026-01-04', proof: { receivedOn: '2026-01-02' } });
    expect(entriesBetween(proven, later)).toMatchObject([{ type: 'proof-of-delivery', outcome: 'observed', reference: '80', detail: 'received on 2026-01-04' }]);
  });

  it('outlives another look at its delivery', () => {
    expect(deliveryOf(shipped({ version: 'later' }, taken(shipped(), proof())))?.proof?.by).toBe('carrier');
  });

  it.each(['open', 'picked', 'cancelled'] as const)('is refused while the delivery is %s, with its state', (status) => {
    expect(refused(shipped({ status }), proof())).toMatchObject({ kind: 'conflict', reason: 'not-shipped', state: status, allowed: [] });
  });

  it('is refused for a delivery that the order has not', () => {
    expect(refused(shipped(), proof({ deliveryId: '81' }))).toMatchObject({ kind: 'not-found', reason: 'delivery-unknown' });
  });

  it('is refused by field for what the delivery has not, and for a day before the order', () => {
    const lines = [{ position: 3, quantity: '1' }, { position: 1, quantity: '3.001' }, { position: 2, quantity: '-1' }, { position: 2, quantity: '1' }];
    expect(refused(shipped(), proof({ lines }))).toMatchObject({
      kind: 'invalid',
      reason: 'unprocessable',
      fields: [
        { pointer: '/lines/0/position', detail: 'the delivery has no line 3' },
        { pointer: '/lines/1/quantity', detail: 'at most 3 of line 1 left with this delivery' },
        { pointer: '/lines/2/quantity', detail: 'expected 0 or more' },
        { pointer: '/lines/3/position', detail: 'line 2 is named twice' },
      ],
    });
    expect(refused(shipped(), proof({ receivedOn: '2025-12-30' })).fields).toEqual([{ pointer: '/receivedOn', detail: expect.stringContaining('when the order was placed') }]);
  });
});
