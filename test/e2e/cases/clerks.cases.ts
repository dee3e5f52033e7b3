import { describe, expect, it } from 'vitest';
import { eventually } from '../../harness/web-client.js';
import { buyers, expectCashOnce, items, orderOf } from '../buyers.js';
import type { StrataContext } from '../strata-context.js';

export function clerkCases(context: () => StrataContext): void {
  describe('what people do in the ERP itself', () => {
    it('reaches the order: a delivery that the warehouse made, while ours were paused, and the proof that it arrived', async () => {
      const { web, process, sandbox } = context();
      const pausing = '/order-to-cash/v1/switches/sandbox/createDelivery';
      const wish = await orderOf(context(), buyers.servedByClerk, [[items.bolt, '2']]);
      await sandbox.automatic({ autoBill: false });
      await process.put(pausing, { reason: 'the warehouse delivers by itself' });
      try {
        const { orderId } = await web.order(wish);
        const [order] = await eventually(async () => (await sandbox.booksOf(orderId)).orders, (orders) => orders.length > 0, () => `the ERP has no order ${orderId}`);
        const [delivery = 'no delivery'] = await sandbox.deliver(order.salesOrder);
        const deliveryId = delivery.replace(/^0+/, '');
        const shipped = await web.reaches(orderId, 'shipped');
        expect(shipped.lines.map(({ ledger }) => ledger.shipped)).toEqual(['2']);
        expect(shipped.references).toContainEqual({ system: 'sandbox', type: 'delivery', id: deliveryId });

        await sandbox.proveDelivery(delivery);
        const proven = await eventually(() => web.read(orderId), ({ deliveries }) => deliveries.some(({ receivedOn }) => receivedOn !== undefined), ({ deliveries }) => `no proof of ${JSON.stringify(deliveries)}`);
        expect(proven).toMatchObject({ status: 'shipped', deliveries: [{ deliveryId, status: 'shipped' }] });

        await sandbox.repair();
        await web.reaches(orderId, 'paid');
        await expectCashOnce(context(), orderId);
      } finally {
        await process.delete(pausing);
      }
    });
  });
}
