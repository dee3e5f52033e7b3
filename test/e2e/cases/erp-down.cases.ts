import { describe, expect, it } from 'vitest';
import { eventually } from '../../harness/web-client.js';
import { buyers, expectCashOnce, items, orderOf } from '../buyers.js';
import type { StrataContext } from '../strata-context.js';

const nothing = { orders: [], deliveries: [], invoices: [], payments: [] };

export function erpDownCases(context: () => StrataContext): void {
  describe('an order while the ERP is down', () => {
    it('is accepted from what was last known of customer and items, and paid when the ERP is back', async () => {
      const { web, sandbox } = context();
      const wish = await orderOf(context(), buyers.duringOutage, [[items.bolt, '2']]);
      const before = await web.order(wish);
      await web.reaches(before.orderId, 'paid');

      await sandbox.fault({ system: 'erp', down: true });
      const accepted = await web.placeOrder({ ...wish, purchaseOrderNumber: 'PO-OUTAGE' });
      expect(accepted.status).toBe(202);
      const { orderId } = accepted.body;
      expect(await web.read(orderId)).toMatchObject({ status: 'received', references: [] });

      await sandbox.repair();
      await web.reaches(orderId, 'paid');
      await expectCashOnce(context(), orderId);
    });

    it('is accepted for a customer and an item that nobody has asked for before, and paid when the ERP is back', async () => {
      const { web, sandbox } = context();
      const wish = await orderOf(context(), buyers.neverSeen, [[items.neverSeen, '2']]);
      await sandbox.fault({ system: 'erp', down: true });
      const accepted = await web.placeOrder(wish);
      expect(accepted.status).toBe(202);

      await sandbox.repair();
      await web.reaches(accepted.body.orderId, 'paid');
      await expectCashOnce(context(), accepted.body.orderId);
    });

    it('waits without trying by itself, and the backlog drains by itself when the ERP is back, the oldest of a customer first', async () => {
      const { web, sandbox, database } = context();
      const wish = await orderOf(context(), buyers.duringOutage, [[items.bolt, '1']]);
      await sandbox.fault({ system: 'erp', down: true });
      const orderIds: string[] = [];
      for (const number of [1, 2, 3, 4]) orderIds.push((await web.order({ ...wish, purchaseOrderNumber: `PO-BACKLOG-${number}` })).orderId);
      const waiting = async () => (await database.query<{ waiting: number }>('SELECT count(*)::int AS waiting FROM order_view WHERE order_id = ANY($1) AND waiting_since IS NOT NULL', [orderIds])).rows[0]?.waiting;
      await eventually(waiting, (count) => count === orderIds.length, (count) => `${count} of ${orderIds.length} orders wait`);

      await sandbox.repair();
      for (const orderId of orderIds) await web.reaches(orderId, 'paid');
      // The ERP may bill orders of a customer that are shipped together on one invoice.
      const books = await Promise.all(orderIds.map((orderId) => sandbox.booksOf(orderId)));
      expect(books.map(({ orders, deliveries, invoices }) => [orders.length, deliveries.length, invoices.length])).toEqual(orderIds.map(() => [1, 1, 1]));
      const numbers = books.map(({ orders }) => Number(orders[0]?.salesOrder));
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    });

    it.each([
      ['a customer', (known: { customerId: string; itemId: string }) => ({ ...known, customerId: nameless('9999997') })],
      ['an item', (known: { customerId: string; itemId: string }) => ({ ...known, itemId: nameless('TG9997') })],
    ])('is accepted for %s that cannot be looked up, and ends as rejected when the ERP does not know it either', async (_, replaced) => {
      const { web, sandbox } = context();
      const wish = await orderOf(context(), buyers.neverSeenEither, [[items.bolt, '1']]);
      const { customerId, itemId } = replaced({ customerId: wish.customerId, itemId: wish.lines[0]?.itemId ?? '' });
      await sandbox.fault({ system: 'erp', down: true });
      const accepted = await web.placeOrder({ ...wish, customerId, lines: [{ itemId, quantity: '1' }] });
      expect(accepted.status).toBe(202);

      await sandbox.repair();
      const rejected = await web.reaches(accepted.body.orderId, 'rejected');
      expect(rejected.reason).toEqual(expect.any(String));
      expect(await sandbox.booksOf(rejected.orderId)).toEqual(nothing);
    });
  });
}

/** Public id of a record that the ERP does not have: well formed, and of the right system. */
function nameless(key: string): string {
  return Buffer.from(`sandbox\u0000${key}`).toString('base64url');
}
