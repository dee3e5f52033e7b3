import { describe, expect, it } from 'vitest';
import { eventually } from '../../harness/web-client.js';
import { buyers, expectCashOnce, items, orderOf } from '../buyers.js';
import type { StrataContext } from '../strata-context.js';

/** A customer for each order: the ERP would bill several orders of one together. */
const customers = Array.from({ length: 8 }, (_, index) => String(Number(buyers.crashing) + 2 * index));
const slowCreate = { system: 'erp', operation: 'API_SALES_ORDER_SRV/A_SalesOrder', slow: { ms: 3000 } } as const;
/** What was cut off before it reached the ERP is asked for over the settling time of 20 s, and only then made again. */
const afterCrashMs = 120_000;

export function crashCases(context: () => StrataContext): void {
  describe('orders under way when their process is killed', () => {
    it('all end paid exactly once: the launcher starts it again, and they go on', { timeout: 2 * afterCrashMs }, async () => {
      const { web, sandbox, strata, flowRole } = context();
      const wishes = await Promise.all(customers.map((customer) => orderOf(context(), customer, [[items.bolt, '1']])));
      const place = async (some: typeof wishes) => (await Promise.all(some.map((wish) => web.order(wish)))).map(({ orderId }) => orderId);
      const ahead = await place(wishes.slice(0, 4));
      await until(ahead, (orderId) => isInErp(context(), orderId));
      // The other half is killed while the ERP works on the orders: it keeps them, and nobody hears of it.
      await sandbox.fault(slowCreate);
      const behind = await place(wishes.slice(4));
      await until(behind, (orderId) => isBeingWritten(context(), orderId));
      const pid = (await strata.record()).pids[flowRole];
      await strata.kill(flowRole);
      await sandbox.repair();

      await eventually(async () => (await strata.record()).pids[flowRole], (now) => now !== undefined && now !== pid, () => `${flowRole} was not started again`);
      await strata.untilReady();
      for (const orderId of [...ahead, ...behind]) {
        await web.reaches(orderId, 'paid', afterCrashMs);
        await expectCashOnce(context(), orderId);
      }
      for (const orderId of behind) {
        const steps = (await web.timeline(orderId)).filter(({ type }) => type.endsWith('create-sales-order')).map(({ outcome }) => outcome);
        expect([steps[0], steps.at(-1)]).toEqual(['unknown', 'ok']);
      }
    });
  });
}

async function until(orderIds: string[], isSo: (orderId: string) => Promise<boolean>): Promise<void> {
  await eventually(async () => Promise.all(orderIds.map(isSo)), (all) => all.every(Boolean), (all) => `only some orders went on: ${all.join(', ')}`);
}

async function isInErp({ sandbox }: StrataContext, orderId: string): Promise<boolean> {
  return (await sandbox.booksOf(orderId)).orders.length > 0;
}

/** Marked before the call goes out. */
async function isBeingWritten({ database }: StrataContext, orderId: string): Promise<boolean> {
  const { rowCount } = await database.query(`SELECT FROM step_attempt WHERE order_id = $1 AND step = 'create-sales-order'`, [orderId]);
  return rowCount === 1;
}
