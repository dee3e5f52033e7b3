import { describe, expect, it } from 'vitest';
import { buyers, expectCashOnce, items, orderOf } from '../buyers.js';
import type { StrataContext } from '../strata-context.js';

const writes = [
  ['order', 'create-sales-order', 'API_SALES_ORDER_SRV/A_SalesOrder'],
  ['delivery', 'create-delivery', 'API_OUTBOUND_DELIVERY_SRV;v=0002/A_OutbDeliveryHeader'],
  ['goods issue', 'post-goods-issue', 'API_OUTBOUND_DELIVERY_SRV;v=0002/PostGoodsIssue'],
] as const;

export function lostAnswersCases(context: () => StrataContext): void {
  describe('an answer that is lost after the write', () => {
    it.each(writes)('of the %s does not make a second one: the ERP is asked, and the order is paid once', async (_, step, operation) => {
      const { web, sandbox } = context();
      const wish = await orderOf(context(), buyers.unlucky, [[items.bolt, '2']]);
      await sandbox.fault({ system: 'erp', operation, loseAnswer: { next: 1 } });
      const { orderId } = await web.order(wish);
      await web.reaches(orderId, 'paid');
      await expectCashOnce(context(), orderId);
      const steps = (await web.timeline(orderId)).filter(({ type }) => type.endsWith(step)).map(({ type, outcome }) => [type, outcome]);
      expect(steps).toEqual([[step, 'unknown'], [`probe-${step}`, 'ok']]);
    });

    it('and lands later is waited for: the order is not written again meanwhile', async () => {
      const { web, sandbox } = context();
      const wish = await orderOf(context(), buyers.late, [[items.bolt, '2']]);
      await sandbox.fault({ system: 'erp', operation: writes[0][2], lateCommit: { next: 1, afterMs: 4000 } });
      const { orderId } = await web.order(wish);
      await web.reaches(orderId, 'paid');
      await expectCashOnce(context(), orderId);
      const [first, ...asked] = (await web.timeline(orderId)).filter(({ type }) => type.endsWith('create-sales-order'));
      expect(first).toMatchObject({ type: 'create-sales-order', outcome: 'unknown' });
      expect(asked.map(({ type, outcome }) => [type, outcome])).toEqual([...asked.slice(1).map(() => ['probe-create-sales-order', 'not-found']), ['probe-create-sales-order', 'ok']]);
      expect(asked.length).toBeGreaterThan(1);
    });
  });
}
