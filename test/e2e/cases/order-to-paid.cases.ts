import { describe, expect, it } from 'vitest';
import { eventually } from '../../harness/web-client.js';
import { buyers, expectCashOnce, items, orderOf } from '../buyers.js';
import type { StrataContext } from '../strata-context.js';

export function orderToPaidCases(context: () => StrataContext): void {
  describe('an order on the web API', () => {
    it('is accepted with its address and walks over the ERP and the CRM to paid', async () => {
      const { web, sandbox } = context();
      const body = await orderOf(context(), buyers.ordinary, [[items.bolt, '3'], [items.coffee, '1.250']]);
      const placed = await web.placeOrder(body);
      expect(placed.status).toBe(202);
      expect(placed.headers.get('location')).toBe(`/web/v1/orders/${placed.body.orderId}`);
      expect(placed.body).toMatchObject({ status: 'received', purchaseOrderNumber: body.purchaseOrderNumber });

      const paid = await web.reaches(placed.body.orderId, 'paid');
      expect(await web.found(placed.headers.get('location') ?? '')).toEqual({ ...paid, asOf: expect.any(String) });
      expect(paid.axes).toEqual({ capture: 'captured', credit: 'approved', fulfilment: 'shipped', billing: 'invoiced', payment: 'paid' });
      expect(paid.lines).toMatchObject([
        { quantity: '3', unit: 'C62', ledger: { ordered: '3', confirmed: '3', shipped: '3', invoiced: '3' } },
        { quantity: '1.25', unit: 'KGM', ledger: { ordered: '1.25', confirmed: '1.25', shipped: '1.25', invoiced: '1.25' } },
      ]);

      await expectCashOnce(context(), paid.orderId);
      const books = await sandbox.booksOf(paid.orderId);
      expect(paid.total).toEqual(books.orders[0]?.gross);
      const documents = [['sales-order', books.orders[0]?.salesOrder], ['delivery', books.deliveries[0]?.delivery], ['invoice', books.invoices[0]?.invoice], ['payment', books.payments[0]?.payment]];
      expect(paid.references.map(({ system, type, id }) => [system, type, Number(id)])).toEqual(documents.map(([type, id]) => ['sandbox', type, Number(id)]));

      const known = await sandbox.untilCrmSays('paid', paid.orderId);
      expect(known).toHaveLength(1);
      expect(JSON.stringify(known)).toContain(body.purchaseOrderNumber);
    });

    it('tells on its timeline what happened, in order, with the documents of each system', async () => {
      const { web } = context();
      const { orderId } = await web.order(await orderOf(context(), buyers.ordinary, [[items.bolt, '1']]));
      const { references } = await web.reaches(orderId, 'paid');
      const [salesOrder, delivery, , payment] = references.map(({ id }) => id);
      const isTold = (entries: { type: string }[]) => entries.filter(({ type }) => type === 'crm-status').length > 0;
      const entries = await eventually(() => web.timeline(orderId), isTold, (last) => JSON.stringify(last));
      // An invoice that is paid before we look at it first was never invoiced and unpaid in our eyes.
      const told = entries.filter(({ system, type, outcome }) => system !== 'sandbox-crm' && !(type === 'status' && outcome === 'invoiced'));
      expect(told.map(({ type, outcome, reference }) => [type, outcome, reference])).toEqual([
        ['order-placed', 'ok', undefined],
        ['create-sales-order', 'ok', salesOrder],
        ['status', 'confirmed', undefined],
        ['create-delivery', 'ok', delivery],
        ['post-goods-issue', 'ok', delivery],
        ['delivery', 'shipped', delivery],
        ['status', 'shipped', undefined],
        ['invoice', 'posted', expect.any(String)],
        ['payment', 'received', payment],
        ['invoice', 'cleared', expect.any(String)],
        ['status', 'paid', undefined],
      ]);
      const times = entries.map(({ at }) => Date.parse(at));
      expect(times.every((time) => time > 0)).toBe(true);
      expect(entries.find(({ type }) => type === 'crm-status')).toMatchObject({ system: 'sandbox-crm', outcome: 'ok', reference: expect.any(String) });
    });
  });
}
