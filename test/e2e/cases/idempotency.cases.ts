import { describe, expect, it } from 'vitest';
import { buyers, expectCashOnce, items, orderOf } from '../buyers.js';
import type { StrataContext } from '../strata-context.js';

export function idempotencyCases(context: () => StrataContext): void {
  describe('an order that is sent again with its Idempotency-Key', () => {
    it('is answered with the first order, while it runs and after it is paid', async () => {
      const { web } = context();
      const body = await orderOf(context(), buyers.repeating, [[items.bolt, '2']]);
      const key = crypto.randomUUID();
      const first = await web.placeOrder(body, key);
      // The same content in another spelling is the same order.
      const second = await web.placeOrder(`  ${JSON.stringify(Object.fromEntries(Object.entries(body).toReversed()))}`, key);
      const paid = await web.reaches(first.body.orderId, 'paid');
      const third = await web.placeOrder(body, key);
      expect([first, second, third].map(({ status, headers }) => [status, headers.get('location')])).toEqual(Array.from({ length: 3 }, () => [202, `/web/v1/orders/${paid.orderId}`]));
      expect([second, third].map((answer) => answer.body.orderId)).toEqual([paid.orderId, paid.orderId]);
      expect(third.body).toEqual({ ...paid, asOf: expect.any(String) });
      await expectCashOnce(context(), paid.orderId);
    });

    it('twenty times at once is one order', async () => {
      const { web, sandbox } = context();
      const body = await orderOf(context(), buyers.repeating, [[items.bolt, '1']]);
      const before = await sandbox.summary();
      const key = crypto.randomUUID();
      const answers = await Promise.all(Array.from({ length: 20 }, () => web.placeOrder(body, key)));
      expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 202));
      const [orderId, ...others] = new Set(answers.map((answer) => answer.body.orderId));
      expect(others).toEqual([]);
      await web.reaches(orderId!, 'paid');
      await expectCashOnce(context(), orderId!);
      expect((await sandbox.summary())['orders']).toBe(before['orders']! + 1);
    });

    it('but with another key is another order', async () => {
      const { web } = context();
      const body = await orderOf(context(), buyers.repeating, [[items.bolt, '1']]);
      const first = await web.order(body);
      // One after the other: the ERP puts what a customer got at the same time on one invoice.
      await web.reaches(first.orderId, 'paid');
      const second = await web.order(body);
      expect(second.orderId).not.toBe(first.orderId);
      await web.reaches(second.orderId, 'paid');
      for (const { orderId } of [first, second]) await expectCashOnce(context(), orderId);
    });
  });
}
