import { describe, expect, it } from 'vitest';
import { buyers, items, orderOf } from '../buyers.js';
import type { StrataContext } from '../strata-context.js';

export function findOrdersCases(context: () => StrataContext): void {
  describe('a person who looks for an order', () => {
    it('finds it by every number that is on its papers, and by its customer', async () => {
      const { web } = context();
      const placed = await web.order(await orderOf(context(), buyers.lookedFor, [[items.bolt, '2']]));
      const order = await web.reaches(placed.orderId, 'paid');
      const numberOf = (type: string) => order.references.find((each) => each.type === type)?.id ?? `no ${type}`;
      const keys = [
        `orderId=${order.orderId}`,
        `purchaseOrderNumber=${order.purchaseOrderNumber}`,
        `salesOrderId=${numberOf('sales-order')}`,
        `deliveryId=${numberOf('delivery')}`,
        `invoiceId=${numberOf('invoice')}`,
        `customerId=${order.customerId}&status=paid`,
      ];
      for (const key of keys) {
        const body = await web.found(`/web/v1/orders?${key}`);
        expect([key, body.items.map((each: { orderId: string }) => each.orderId)]).toEqual([key, [order.orderId]]);
        expect(body.items[0]).toMatchObject({ status: 'paid', purchaseOrderNumber: order.purchaseOrderNumber, total: order.total });
        expect(body.items[0]).not.toHaveProperty('lines');
      }
    });

    it('is told what is wrong with the question', async () => {
      for (const [query, pointer] of [['cursor=x', '/cursor'], ['status=lost', '/status'], ['limit=0', '/limit'], ['colour=red', '/colour']]) {
        const { status, body } = await context().web.get(`/web/v1/orders?${query}`);
        expect([query, status, body.errors?.[0]?.pointer]).toEqual([query, 400, pointer]);
      }
    });
  });
}
