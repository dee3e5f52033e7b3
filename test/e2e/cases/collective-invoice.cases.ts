import { describe, expect, it } from 'vitest';
import { buyers, items, orderOf } from '../buyers.js';
import type { StrataContext } from '../strata-context.js';

export function collectiveInvoiceCases(context: () => StrataContext): void {
  describe('two orders that the ERP bills together', () => {
    it('are both paid by the one invoice, each with its own total', async () => {
      const { web, sandbox } = context();
      await sandbox.automatic({ autoBill: false, autoPay: false });
      const placed = await Promise.all(['1', '2'].map(async (quantity) => web.order(await orderOf(context(), buyers.billedTogether, [[items.bolt, quantity]]))));
      for (const { orderId } of placed) await web.reaches(orderId, 'shipped');

      await sandbox.bill();
      for (const { orderId } of placed) expect((await web.reaches(orderId, 'invoiced')).axes['payment']).toBe('open');
      await sandbox.pay();
      const [first, second] = await Promise.all(placed.map(({ orderId }) => web.reaches(orderId, 'paid')));
      const [books, others] = await Promise.all(placed.map(({ orderId }) => sandbox.booksOf(orderId)));
      expect(books?.invoices).toHaveLength(1);
      expect(others?.invoices).toEqual(books?.invoices);
      expect([first?.total, second?.total]).toEqual([books?.orders[0].gross, others?.orders[0].gross]);
    });
  });
}
