import { describe, expect, it } from 'vitest';
import { eventually } from '../../harness/web-client.js';
import { buyers, items, orderOf } from '../buyers.js';
import type { StrataContext } from '../strata-context.js';

/** Comparing with the ERP and the CRM, over the process API and the durable engine. */
export function reconciliationCases(context: () => StrataContext): void {
  describe('a reconciliation', () => {
    const reconcile = async () => {
      const { process } = context();
      const begun = await process.post('/order-to-cash/v1/reconciliations', { systemId: 'sandbox' }, { 'idempotency-key': crypto.randomUUID() });
      expect(begun.status).toBe(202);
      const [{ reconciliationId }] = begun.body.items;
      return eventually(() => process.found(`/order-to-cash/v1/reconciliations/${reconciliationId}`), ({ state }) => state !== 'running', JSON.stringify);
    };
    const differencesOf = async (orderId: string, state: string) => (await context().process.found(`/order-to-cash/v1/exceptions?orderId=${orderId}&state=${state}&kind=erp-difference`)).items;

    it('sees that our amount of an order is not the one of the ERP, and that it is again', async () => {
      const { web, database } = context();
      const { orderId } = await web.order(await orderOf(context(), buyers.atTheDesk, [[items.bolt, '1']]));
      await web.reaches(orderId, 'paid');
      const view = async () => (await database.query(`SELECT view FROM order_view WHERE order_id = $1`, [orderId])).rows[0].view;
      const { net, customerId } = await view();
      /** What the order itself writes meanwhile is newer, and counts: then once more. As an hour ago, since what changed a moment ago is not compared. */
      const reconcileWith = (amount: string, state: string) =>
        eventually(
          async () => {
            const changed = { ...(await view()), net: { ...net, amount }, changedAt: new Date(Date.now() - 3_600_000).toISOString() };
            await database.query(`UPDATE order_view SET view = $2 WHERE order_id = $1`, [orderId, JSON.stringify(changed)]);
            return { run: await reconcile(), found: await differencesOf(orderId, state) };
          },
          ({ found }) => found.length > 0,
          JSON.stringify,
        );
      const wrong = await reconcileWith('0.01', 'open');
      expect(wrong.found).toMatchObject([{ systemId: 'sandbox', owner: 'order-desk', actions: ['acknowledge'], reason: expect.stringContaining('0.01 EUR here') }]);
      const right = await reconcileWith(net.amount, 'resolved');
      expect(right.run).toMatchObject({ state: 'done', systemId: 'sandbox', summary: expect.arrayContaining([expect.objectContaining({ against: 'erp', customerId, status: 'live' })]) });
      expect(right.found).toMatchObject([{ resolution: { action: 'none', by: 'strata:reconciliation' } }]);
      expect(await differencesOf(orderId, 'open')).toEqual([]);
    });
  });
}
