import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Dispute, Order } from '#canonical';
import { migratedDatabase } from '#store/fixture';
import { DisputeList } from './disputes.js';
import { OrderProjection } from './order-projection.js';
import { wholeBusiness } from './own-rows.js';

let db: DataSource;
let list: DisputeList;
let projection: OrderProjection;
beforeAll(async () => {
  ({ db } = await migratedDatabase());
  list = new DisputeList(db);
  projection = new OrderProjection(db);
});
afterAll(() => db.destroy());
beforeEach(() => db.query('TRUNCATE dispute'));

const orderId = uuidv7();
const dispute = (change: Partial<Dispute> = {}): Dispute => ({
  disputeId: uuidv7(), state: 'open', code: 'price', peppolReason: 'PRI', orderId, customerId: 'acme', invoiceId: 'one', amount: { amount: '12.50', currency: 'EUR' }, reason: 'too dear', openedBy: 'anna', openedAt: '2026-01-01T00:00:00.000Z', ...change,
});
const save = (sequence: number, disputes: Dispute[], of: Partial<Order> = {}) => projection.saveDisputes({ orderId, customerId: 'acme', ...of, sequence, disputes } as Order);

describe('the list of disputes', () => {
  it('shows what the orders have, newest first and page by page, narrowed by any of its keys', async () => {
    const [first, second] = [dispute(), dispute({ invoiceId: 'two', state: 'rejected' })];
    const other = dispute({ orderId: uuidv7(), customerId: 'beta', invoiceId: 'three' });
    await save(3, [first, second]);
    await save(1, [other], { orderId: other.orderId, customerId: 'beta' });
    const ids = async (query: Parameters<DisputeList['find']>[0]) => (await list.find(query, wholeBusiness)).items.map(({ disputeId }) => disputeId);
    expect(await ids({})).toEqual([other.disputeId, second.disputeId, first.disputeId]);
    expect(await ids({ customerId: 'acme' })).toEqual([second.disputeId, first.disputeId]);
    expect(await ids({ orderId, state: 'open' })).toEqual([first.disputeId]);
    expect(await ids({ invoiceId: 'three' })).toEqual([other.disputeId]);
    const page = await list.find({ limit: 2 }, wholeBusiness);
    expect(await ids({ limit: 2, cursor: page.next })).toEqual([first.disputeId]);
    expect(await list.read(first.disputeId, wholeBusiness)).toEqual(first);
  });

  it('is told the same twice without effect, and never goes back', async () => {
    const open = dispute();
    await save(3, [open]);
    await save(4, [{ ...open, state: 'accepted' }]);
    await save(4, [{ ...open, state: 'accepted' }]);
    await save(3, [open]);
    expect((await list.find({}, wholeBusiness)).items).toMatchObject([{ disputeId: open.disputeId, state: 'accepted' }]);
  });

  it('counts what is open of a customer, by currency', async () => {
    await save(1, [dispute(), dispute({ invoiceId: 'two', amount: { amount: '0.50', currency: 'EUR' } }), dispute({ invoiceId: 'three', amount: { amount: '7', currency: 'JPY' } }), dispute({ state: 'accepted' })]);
    expect(await list.openOf('acme')).toEqual({ invoices: 3, amounts: [{ amount: '13.00', currency: 'EUR' }, { amount: '7', currency: 'JPY' }] });
    expect(await list.openOf('nobody')).toEqual({ invoices: 0, amounts: [] });
  });

  it('refuses a cursor that is none of ours, and an id that is not there', async () => {
    await expect(list.find({ cursor: 'nonsense' }, wholeBusiness)).rejects.toMatchObject({ kind: 'invalid', details: { fields: [{ pointer: '/cursor' }] } });
    await expect(list.read(uuidv7(), wholeBusiness)).rejects.toMatchObject({ kind: 'not-found' });
  });
});
