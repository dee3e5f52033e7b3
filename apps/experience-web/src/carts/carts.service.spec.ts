import { describe, expect, it } from 'vitest';
import { fresh, newTraceparent, StrataError, toPublicId, unprocessable, type Answer, type CallContext, type FieldFault, type OrderSimulation } from '#canonical';
import type { OrderSimulationRequest, OrderToCashApi } from '#contracts';
import { CartsService } from './carts.service.js';

const ctx: CallContext = { principal: { id: 'web', scopes: ['orders:read'] }, traceparent: newTraceparent(), deadline: Date.now() + 60_000 };
const customerId = toPublicId('erp', '17');
const eur = (amount: string) => ({ amount, currency: 'EUR' });
const cartOf = (...itemIds: string[]): OrderSimulationRequest => ({ customerId, lines: itemIds.map((itemId) => ({ itemId, quantity: '2' })) });

const ledger = { ordered: '2', confirmed: '0', shipped: '0', invoiced: '0', returned: '0', credited: '0', rejected: '0' };

/** A process that refuses as `judge` says, and prices the rest at ten a piece. */
function doorWith(judge: (request: OrderSimulationRequest) => void = () => {}) {
  const asked: string[][] = [];
  const simulateOrder = async (_: CallContext, { request }: { request: OrderSimulationRequest }): Promise<Answer<OrderSimulation>> => {
    asked.push(request.lines.map(({ itemId }) => itemId));
    judge(request);
    const total = eur(`${request.lines.length * 20}.00`);
    const lines = request.lines.map(({ itemId, quantity }, index) => ({ position: index + 1, itemId, quantity, unit: 'C62', unitPrice: eur('10.00'), net: eur('20.00'), confirmations: [{ quantity: { value: '2', unit: 'C62' }, date: '2026-12-01' }], ledger }));
    return fresh('erp', { net: total, tax: eur('0.00'), total, credit: 'approved', lines });
  };
  return { asked, carts: new CartsService({ simulateOrder } as unknown as OrderToCashApi) };
}

/** Refuses the lines with these items, as the process's door does. */
const pointsAt = (faulty: Record<string, string>) => (request: OrderSimulationRequest): void => {
  const fields: FieldFault[] = request.lines.flatMap(({ itemId }, index) => (faulty[itemId] ? [{ pointer: `/lines/${index}/${faulty[itemId]}`, detail: `wrong ${faulty[itemId]}` }] : []));
  if (fields.length > 0) throw unprocessable(fields);
};
/** Refuses the whole for one of its lines, as an ERP does. */
const refusesFor = (...itemIds: string[]) => (request: OrderSimulationRequest): void => {
  if (request.lines.some(({ itemId }) => itemIds.includes(itemId))) throw new StrataError('rejected', 'the item is not sold in this sales area', { reason: 'item-not-sellable' });
};

describe('a cart', () => {
  it('is answered with its sums, and each line with price and promise', async () => {
    const simulated = await doorWith().carts.simulate(ctx, cartOf('a', 'b'));
    expect(simulated).toMatchObject({ source: 'erp', stale: false, customerId, total: eur('40.00'), credit: 'approved' });
    expect(simulated.lines).toMatchObject([{ position: 1, itemId: 'a', unitPrice: eur('10.00'), confirmations: [{ date: '2026-12-01' }], faults: [] }, { position: 2, itemId: 'b' }]);
    expect(simulated).not.toHaveProperty('missing');
  });

  it('has the faults of each line at that line, whatever the door finds first, and sums of the others', async () => {
    const first = pointsAt({ x: 'itemId' });
    const then = pointsAt({ y: 'quantity' });
    const { carts, asked } = doorWith((request) => (first(request), then(request)));
    const { lines, total } = await carts.simulate(ctx, cartOf('x', 'a', 'y', 'b', 'x'));
    expect(lines.map(({ faults }) => faults.map(({ pointer }) => pointer))).toEqual([['/lines/0/itemId'], [], ['/lines/2/quantity'], [], ['/lines/4/itemId']]);
    expect(lines.map(({ unitPrice }) => unitPrice?.amount)).toEqual([undefined, '10.00', undefined, '10.00', undefined]);
    expect(total).toEqual(eur('40.00'));
    expect(asked).toEqual([['x', 'a', 'y', 'b', 'x'], ['a', 'y', 'b'], ['a', 'b']]);
  });

  it('that the ERP refuses for a line has the refusal at that line', async () => {
    const items = Array.from({ length: 50 }, (_, index) => `item-${index}`);
    const { carts, asked } = doorWith(refusesFor('item-37'));
    const { lines, total } = await carts.simulate(ctx, cartOf(...items));
    expect(lines.filter(({ faults }) => faults.length > 0).map(({ position, faults }) => [position, faults])).toEqual([[38, [{ pointer: '/lines/37/itemId', detail: 'the item is not sold in this sales area' }]]]);
    expect(total).toEqual(eur('980.00'));
    expect(asked.length).toBeLessThanOrEqual(16);
  });

  it('that is refused for many lines is refused as a whole, before it costs too many calls', async () => {
    const items = Array.from({ length: 50 }, (_, index) => `item-${index}`);
    const { carts, asked } = doorWith(refusesFor(...items));
    await expect(carts.simulate(ctx, cartOf(...items))).rejects.toMatchObject({ kind: 'rejected' });
    expect(asked.length).toBeLessThanOrEqual(16);
  });

  it('comes back without prices while the ERP cannot be asked, and says so', async () => {
    const { carts } = doorWith(() => {
      throw new StrataError('unavailable', 'the system cannot be reached', { systemId: 'erp' });
    });
    const simulated = await carts.simulate(ctx, cartOf('a'));
    expect(simulated).toMatchObject({ source: 'erp', missing: 'unavailable', lines: [{ itemId: 'a', quantity: '2', confirmations: [], faults: [] }] });
    expect(simulated.total).toBeUndefined();
  });

  it('of nothing that can be ordered has no sums', async () => {
    const simulated = await doorWith(pointsAt({ x: 'itemId' })).carts.simulate(ctx, cartOf('x'));
    expect(simulated).toMatchObject({ missing: 'no line can be ordered', lines: [{ faults: [{ pointer: '/lines/0/itemId' }] }] });
  });

  it('of a customer who does not exist, or is blocked, is refused as it would be ordered', async () => {
    const unknown = doorWith(() => {
      throw unprocessable([{ pointer: '/customerId', detail: 'there is no such customer' }]);
    });
    await expect(unknown.carts.simulate(ctx, cartOf('a'))).rejects.toMatchObject({ kind: 'invalid', details: { fields: [{ pointer: '/customerId' }] } });
    const blocked = doorWith(() => {
      throw new StrataError('rejected', 'the customer is blocked', { reason: 'customer-blocked' });
    });
    await expect(blocked.carts.simulate(ctx, cartOf('a', 'b'))).rejects.toMatchObject({ kind: 'rejected', message: 'the customer is blocked' });
    expect(blocked.asked).toHaveLength(1);
  });
});
