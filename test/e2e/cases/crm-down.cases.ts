import { describe, expect, it } from 'vitest';
import { eventually, type TimelineEntry } from '../../harness/web-client.js';
import { buyers, expectCashOnce, items, orderOf } from '../buyers.js';
import type { StrataContext } from '../strata-context.js';

export function crmDownCases(context: () => StrataContext): void {
  describe('an order while the CRM is down', () => {
    it('is paid all the same, and the CRM hears of it when it is back', async () => {
      const { web, sandbox } = context();
      await sandbox.fault({ system: 'crm', down: true });
      const { orderId, purchaseOrderNumber } = await web.order(await orderOf(context(), buyers.withoutCrm, [[items.bolt, '2']]));
      const { total } = await web.reaches(orderId, 'paid');
      await expectCashOnce(context(), orderId);
      expect(await sandbox.crmOrders(orderId)).toEqual([]);
      expect((await web.timeline(orderId)).find(({ type }) => type === 'crm-status')).toMatchObject({ outcome: 'failed', system: 'sandbox-crm' });

      await sandbox.repair();
      const told = await sandbox.untilCrmSays('paid', orderId);
      expect(told).toMatchObject([{ Purchase_Order_Number__c: purchaseOrderNumber, Total__c: Number(total?.amount) }]);
    });

    it('that waits on hold since then is told to the CRM all the same, when it is back', async () => {
      const { web, sandbox } = context();
      await sandbox.fault({ system: 'crm', down: true });
      const { orderId } = await web.order(await orderOf(context(), buyers.withoutCrmOrCredit, [[items.bolt, '1']]));
      await web.reaches(orderId, 'on-hold');
      const isRefused = (entries: TimelineEntry[]) => entries.some(({ type, outcome }) => type === 'crm-status' && outcome === 'failed');
      await eventually(() => web.timeline(orderId), isRefused, (entries) => JSON.stringify(entries, null, 1));

      await sandbox.repair();
      await sandbox.untilCrmSays('on-hold', orderId);
    });
  });
}
