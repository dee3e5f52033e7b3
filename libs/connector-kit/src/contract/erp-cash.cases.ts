import { describe, expect, it } from 'vitest';
import { exact, type ChangedDocuments, type ChangeResource } from '#canonical';
import { eventually, expectFailure } from './contract-call.js';
import { journeyOf } from './erp.journey.js';
import { caseTimeoutMs, type ErpSuite } from './erp.suite.js';

export function cashCases(suite: ErpSuite): void {
  const { ship, bill, pay } = journeyOf(suite);

  async function cursorOf(resource: ChangeResource): Promise<string> {
    return (await suite.connector.changes(suite.call(), { resource })).cursor;
  }

  /** Reads changes until the document is among them; answers the cursor behind it. */
  async function seen<R extends ChangeResource>(resource: R, from: string, wanted: (document: ChangedDocuments[R]) => boolean): Promise<string> {
    let cursor = from;
    return eventually(`a change of ${resource}`, suite.eventuallyMs, async () => {
      const page = await suite.connector.changes(suite.call(), { resource, cursor });
      cursor = page.cursor;
      return page.documents.some(wanted) ? cursor : undefined;
    });
  }

  describe('from order to cash', { timeout: 3 * caseTimeoutMs }, () => {
    it('goes to the end: shipped, invoiced and paid, and every document shows up as a change', async () => {
      const cursors = { delivery: await cursorOf('delivery'), invoice: await cursorOf('invoice') };
      const order = await suite.create();
      const delivery = await ship(order);
      expect(delivery).toMatchObject({ status: 'shipped' });
      expect(delivery.lines.map(({ salesOrderId, itemId, quantity }) => [salesOrderId, itemId, exact.normal(quantity.value)])).toEqual(
        order.lines.map(({ itemId, quantity }) => [order.id, itemId, exact.normal(quantity.value)]),
      );
      const invoice = await bill(order);
      expect(invoice).toMatchObject({ status: 'posted', type: 'invoice', customerId: order.customerId });
      expect(invoice.number).toBeTruthy();
      const lines = invoice.lines.filter(({ salesOrderId }) => salesOrderId === order.id);
      expect(lines.map(({ itemId }) => itemId).toSorted()).toEqual(order.lines.map(({ itemId }) => itemId).toSorted());
      expect(exact.compare(exact.add(...lines.map(({ net }) => net.amount)), order.net.amount)).toBe(0);
      const paid = await pay(invoice);
      expect(paid).toMatchObject({ id: invoice.id, cleared: true });
      expect(paid.payments.length).toBeGreaterThan(0);
      await seen('delivery', cursors.delivery, ({ id, status }) => id === delivery.id && status === 'shipped');
      await seen('invoice', cursors.invoice, ({ id, cleared }) => id === invoice.id && cleared);
    });

    it('repeats a step on a document that is past it and answers the document', async () => {
      const order = await suite.create();
      const delivery = await ship(order);
      if (suite.commands('postGoodsIssue')) {
        expect(await suite.connector.postGoodsIssue(suite.call(), { deliveryId: delivery.id })).toMatchObject({ id: delivery.id, status: 'shipped' });
      }
      const invoice = await bill(order);
      if (suite.commands('postInvoice')) {
        expect(await suite.connector.postInvoice(suite.call(), { invoiceId: invoice.id })).toMatchObject({ id: invoice.id, number: invoice.number });
      }
      const paid = await pay(invoice);
      if (suite.commands('payInvoice')) {
        expect(await suite.connector.payInvoice(suite.call(), { invoiceId: invoice.id })).toMatchObject({ id: invoice.id, cleared: true, payments: paid.payments });
      }
    });

    it('refuses to cancel an order whose goods have left, and to deliver it again', async () => {
      const order = await suite.create();
      await ship(order);
      await expectFailure(suite.connector.cancelSalesOrder(suite.call(), { salesOrderId: order.id, reason: 'contract' }), 'conflict');
      await expectFailure(suite.connector.createDelivery(suite.call(), { salesOrderId: order.id }), 'rejected');
      expect(await suite.connector.findDeliveries(suite.call(), { salesOrderId: order.id })).toHaveLength(1);
    });

    it('brings each created order as a change, and loses none between two cursors', async () => {
      const start = await cursorOf('sales-order');
      const first = await suite.create();
      const afterFirst = await seen('sales-order', start, ({ id }) => id === first.id);
      const more = await Promise.all([suite.create(), suite.create(), suite.create()]);
      for (const order of more) await seen('sales-order', afterFirst, ({ id }) => id === order.id);
      for (const order of [first, ...more]) await seen('sales-order', start, ({ id }) => id === order.id);
    });

    it('brings an order again when it changed, with another version', async () => {
      const start = await cursorOf('sales-order');
      const { id: salesOrderId, version } = await suite.create();
      const cancelled = await suite.connector.cancelSalesOrder(suite.call(), { salesOrderId, reason: 'contract' });
      expect(cancelled.version).not.toBe(version);
      await seen('sales-order', start, (order) => order.id === salesOrderId && order.status === 'cancelled');
    });
  });
}
