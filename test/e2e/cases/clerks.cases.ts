import { describe, expect, it } from 'vitest';
import { ErpClerk } from '../../harness/erp-clerk.js';
import { eventually } from '../../harness/web-client.js';
import { buyers, expectCashOnce, items, orderOf } from '../buyers.js';
import type { StrataContext } from '../strata-context.js';

export function clerkCases(context: () => StrataContext): void {
  describe('what a clerk does in the ERP itself', () => {
    it('reaches the order: goods issue that our own calls could not post is seen long before they try again', async () => {
      const { web, sandbox, strata } = context();
      const wish = await orderOf(context(), buyers.servedByClerk, [[items.bolt, '2']]);
      await sandbox.automatic({ autoBill: false });
      await sandbox.fault({ system: 'erp', operation: 'API_OUTBOUND_DELIVERY_SRV;v=0002/PostGoodsIssue', down: true });
      const { orderId } = await web.order(wish);
      const issues = async () => (await web.timeline(orderId)).filter(({ type }) => type.endsWith('post-goods-issue')).map(({ outcome }) => outcome);
      // By then the next attempt of ours is sixteen seconds away, or more: the feeds come first.
      await eventually(issues, (seen) => seen.length >= 5, (seen) => `goods issue was tried ${seen.length} times`, 60_000);
      await sandbox.repair();
      await sandbox.automatic({ autoBill: false });

      const [delivery] = (await sandbox.booksOf(orderId)).deliveries;
      await new ErpClerk(strata.sandboxUrl).postGoodsIssue(delivery.delivery);
      const shipped = await web.reaches(orderId, 'shipped', 13_000);
      expect(shipped.lines.map(({ ledger }) => ledger.shipped)).toEqual(['2']);

      await sandbox.repair();
      await web.reaches(orderId, 'paid');
      await expectCashOnce(context(), orderId);
    });
  });
}
