import { describe, expect, it } from 'vitest';
import { eventually } from '../../harness/web-client.js';
import { buyers, expectCashOnce, items, orderOf } from '../buyers.js';
import type { StrataContext } from '../strata-context.js';

/** A customer for each order: the ERP would bill several orders of one together. */
const customers = Array.from({ length: 8 }, (_, index) => String(Number(buyers.crashing) + 2 * index));
/** A write that was cut off is asked for over the settling time of 20 s before it is made again. */
const afterCrashMs = 120_000;

export function crashCases(context: () => StrataContext): void {
  describe('orders under way when their process is killed', () => {
    it('all end paid exactly once: the launcher starts it again, and they go on', { timeout: 2 * afterCrashMs }, async () => {
      const { web, sandbox, strata, flowRole } = context();
      const wishes = await Promise.all(customers.map((customer) => orderOf(context(), customer, [[items.bolt, '1']])));
      const placed = await Promise.all(wishes.map((wish) => web.order(wish)));
      const orderIds = placed.map(({ orderId }) => orderId);
      const begun = async () => (await Promise.all(orderIds.map((orderId) => sandbox.booksOf(orderId)))).filter(({ orders }) => orders.length > 0).length;
      await eventually(begun, (count) => count > 0, () => 'no order has reached the ERP');
      const pid = (await strata.record()).pids[flowRole];
      await strata.kill(flowRole);

      await eventually(async () => (await strata.record()).pids[flowRole], (now) => now !== undefined && now !== pid, () => `${flowRole} was not started again`);
      await strata.untilReady();
      const paid = await Promise.all(orderIds.map((orderId) => web.reaches(orderId, 'paid', afterCrashMs)));
      expect(paid.map(({ purchaseOrderNumber }) => purchaseOrderNumber)).toEqual(placed.map(({ purchaseOrderNumber }) => purchaseOrderNumber));
      for (const orderId of orderIds) await expectCashOnce(context(), orderId);
    });
  });
}
