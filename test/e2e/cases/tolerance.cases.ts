import { describe, expect, it } from 'vitest';
import { buyers, items, orderOf } from '../buyers.js';
import type { StrataContext } from '../strata-context.js';

/** Customers who take a little less or more than they ordered: the ERP says how much. */
export function toleranceCases(context: () => StrataContext): void {
  describe('a customer who takes a little less or more', () => {
    const placed = async () => {
      const wish = await orderOf(context(), buyers.easyGoing, [[items.bolt, '20']], { deliverOnRequest: true });
      const { orderId } = await context().web.order(wish);
      await context().web.reaches(orderId, 'confirmed');
      return orderId;
    };
    const page = async (orderId: string) => context().process.found(`/order-to-cash/v1/orders/${orderId}`);
    const exceptionsOf = async (orderId: string) => (await context().process.found(`/order-to-cash/v1/exceptions?orderId=${orderId}&state=open`)).items;

    it('has a complete order with 19 of 20: they are invoiced and paid, nothing is sent after them, and nobody is asked', async () => {
      const { web, sandbox, process } = context();
      const orderId = await placed();
      const asked = await process.post(`/order-to-cash/v1/orders/${orderId}/deliveries`, { lines: [{ position: 1, quantity: '19' }] }, { 'idempotency-key': crypto.randomUUID() });
      expect(asked.status).toBe(202);
      const paid = await web.reaches(orderId, 'paid');
      expect([paid.axes, paid.lines[0]?.ledger]).toMatchObject([{ fulfilment: 'shipped', billing: 'invoiced', payment: 'paid' }, { ordered: '20', shipped: '19', invoiced: '19' }]);
      expect([(await page(orderId)).flags, await exceptionsOf(orderId)]).toEqual([[], []]);
      expect(await sandbox.booksOf(orderId)).toMatchObject({ orders: [{ state: 'paid' }], deliveries: [{}], invoices: [{ cleared: true }] });
      const more = await process.post(`/order-to-cash/v1/orders/${orderId}/deliveries`, {}, { 'idempotency-key': crypto.randomUUID() });
      expect([more.status, more.body.reason]).toEqual([409, 'nothing-to-deliver']);
    });
  });
}
