import { describe, expect, it } from 'vitest';
import { customers, items, requestOf } from '../order-wish.js';
import { expectPaidOnce } from '../paid-once.js';
import type { TopologySuite } from '../topology.suite.js';

export function orderToPaidCases(suite: TopologySuite): void {
  describe('an order', () => {
    it('is accepted, travels through ERP and CRM and ends as paid', async () => {
      const { web, sandbox } = suite;
      const request = await requestOf(web, { customer: customers.austrian, lines: [{ item: items.bolt, quantity: '3' }, { item: items.coffee, quantity: '2.125' }] });

      const { status, headers, body: accepted } = await web.tryToPlace(request);
      expect(status).toBe(202);
      expect(headers.get('location')).toBe(`/web/v1/orders/${accepted.orderId}`);
      expect(accepted).toMatchObject({ status: 'received', customerId: request.customerId, purchaseOrderNumber: request.purchaseOrderNumber });

      const paid = await web.untilOrderIs('paid', accepted.orderId);
      expect(paid.axes).toEqual({ capture: 'captured', credit: 'ok', fulfilment: 'shipped', billing: 'invoiced', payment: 'paid' });
      expect(paid.lines.map(({ quantity, unit, ledger }) => ({ quantity, unit, ledger }))).toEqual([
        { quantity: '3', unit: 'C62', ledger: { ordered: '3', confirmed: '3', shipped: '3', invoiced: '3' } },
        { quantity: '2.125', unit: 'KGM', ledger: { ordered: '2.125', confirmed: '2.125', shipped: '2.125', invoiced: '2.125' } },
      ]);
      await sandbox.untilCrmSays('paid', accepted.orderId);
      await expectPaidOnce(suite, accepted.orderId);
    });

    it('shows the documents of ERP and CRM on its timeline in the order in which they came', async () => {
      const { web, sandbox } = suite;
      const { orderId } = await web.place(await requestOf(web, { customer: customers.american, lines: [{ item: items.pump, quantity: '1' }] }));
      await web.untilOrderIs('paid', orderId);
      await sandbox.untilCrmSays('paid', orderId);
      const { orders, deliveries, invoices, payments } = await sandbox.booksOf(orderId);

      const timeline = await web.untilTimeline('told to the CRM', orderId, (entries) => entries.at(-1)?.type === 'crm-status');
      const statuses = timeline.filter(({ type }) => type === 'status').map(({ outcome }) => outcome);
      expect(statuses).toEqual(['received', 'confirmed', 'shipped', 'invoiced', 'paid']);
      const documents = timeline.filter(({ type }) => type !== 'status' && type !== 'crm-status').map(({ type, outcome, system, reference }) => [type, outcome, system, reference]);
      const [order, delivery, invoice, payment] = [orders[0]?.salesOrder, deliveries[0]?.delivery, invoices[0]?.invoice, payments[0]?.payment].map(withoutZeros);
      expect(documents.map((each) => [...each.slice(0, 3), withoutZeros(each[3])])).toEqual([
        ['create-sales-order', 'ok', 'sandbox', order],
        ['create-delivery', 'ok', 'sandbox', delivery],
        ['delivery', 'open', 'sandbox', delivery],
        ['post-goods-issue', 'ok', 'sandbox', delivery],
        ['delivery', 'shipped', 'sandbox', delivery],
        ['invoice', 'posted', 'sandbox', invoice],
        ['payment', 'received', 'sandbox', payment],
        ['invoice', 'cleared', 'sandbox', invoice],
      ]);
      expect(timeline.map(({ at }) => at).toSorted()).toEqual(timeline.map(({ at }) => at));
    });
  });
}

const withoutZeros = (key: string | undefined): string | undefined => key?.replace(/^0+/, '');
