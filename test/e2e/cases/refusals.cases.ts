import { describe, expect, it } from 'vitest';
import { eventually, type TimelineEntry } from '../../harness/web-client.js';
import { buyers, expectCashOnce, items, orderOf } from '../buyers.js';
import type { StrataContext } from '../strata-context.js';

export function refusalCases(context: () => StrataContext): void {
  describe('an order that the ERP does not want', () => {
    it('ends as rejected with the reason, when the customer may not order', async () => {
      const { web, sandbox } = context();
      const { orderId } = await web.order(await orderOf(context(), buyers.blocked, [[items.bolt, '1']]));
      const rejected = await web.reaches(orderId, 'rejected');
      expect(rejected).toMatchObject({ reason: 'the customer is blocked', references: [], axes: { capture: 'rejected', fulfilment: 'open', billing: 'open', payment: 'open' } });
      expect(await sandbox.booksOf(orderId)).toEqual({ orders: [], deliveries: [], invoices: [], payments: [] });
      await sandbox.untilCrmSays('rejected', orderId);
    });

    it('says on its timeline who refused what, in our words, and that nothing of it was left', async () => {
      const { web } = context();
      const { orderId } = await web.order(await orderOf(context(), buyers.ordinary, [[items.bolt, '1'], [items.soldElsewhere, '1']]));
      const isOver = (entries: TimelineEntry[]) => entries.some(({ type }) => type === 'undo-sales-order');
      const timeline = await eventually(() => web.timeline(orderId), isOver, (entries) => JSON.stringify(entries, null, 1));
      const entries = timeline.filter(({ type }) => type !== 'crm-status');
      expect(entries.map(({ type, outcome, system, detail }) => [type, outcome, system, detail])).toEqual([
        ['order-placed', 'ok', undefined, undefined],
        ['create-sales-order', 'failed', 'sandbox', 'rejected: the item is not sold in this sales area'],
        ['status', 'rejected', undefined, 'the item is not sold in this sales area'],
        ['undo-sales-order', 'ok', 'sandbox', undefined],
      ]);
    });

    it('waits on hold for its credit, is not delivered, and goes on to paid once the ERP has released it', async () => {
      const { web, sandbox } = context();
      const { orderId } = await web.order(await orderOf(context(), buyers.withoutCredit, [[items.bolt, '2']]));
      const held = await web.reaches(orderId, 'on-hold');
      expect(held.axes).toMatchObject({ capture: 'captured', credit: 'blocked' });
      expect(held.holds).toMatchObject([{ type: 'credit', reason: expect.stringMatching(/credit/i) }]);
      const books = await sandbox.booksOf(orderId);
      expect(books).toMatchObject({ orders: [{ state: 'blocked' }], deliveries: [] });

      await sandbox.release(books.orders[0].salesOrder);
      const paid = await web.reaches(orderId, 'paid');
      expect(paid.holds).toEqual([]);
      await expectCashOnce(context(), orderId);
      const holds = (await web.timeline(orderId)).filter(({ type }) => type === 'hold').map(({ outcome, reference }) => [outcome, reference]);
      expect(holds).toEqual([['set', 'credit'], ['ended', 'credit']]);
    });

    it('waits on hold when nothing may be shipped to the customer, and goes on when that ends', async () => {
      const { web, sandbox } = context();
      const { orderId } = await web.order(await orderOf(context(), buyers.notShippedTo, [[items.bolt, '2']]));
      const held = await web.reaches(orderId, 'on-hold');
      expect(held.holds).toMatchObject([{ type: 'delivery', reason: expect.stringMatching(/delivery block/i) }]);
      const { orders, deliveries } = await sandbox.booksOf(orderId);
      expect(deliveries).toEqual([]);

      // The order took the block over from its customer: both are lifted.
      await sandbox.changeCustomer(buyers.notShippedTo, { deliveryBlock: '' });
      await sandbox.release(orders[0].salesOrder);
      await web.reaches(orderId, 'paid');
      await expectCashOnce(context(), orderId);
    });
  });
}
