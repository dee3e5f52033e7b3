import { describe, expect, it } from 'vitest';
import { exact, type SalesOrder, type SalesOrderSummary } from '#canonical';
import { expectFailure, explain, failureOf } from './contract-call.js';
import { journeyOf } from './erp.journey.js';
import { caseTimeoutMs, dayFromNow, type ErpSuite } from './erp.suite.js';

const quantitiesOf = ({ lines }: Pick<SalesOrder, 'lines'>) => lines.map(({ quantity }) => exact.normal(quantity.value));

/** What an order desk does with an order; each case holds where the manifest commands its operation. */
export function orderDeskCases(suite: ErpSuite): void {
  const { ship } = journeyOf(suite);
  const deliver = (salesOrderId: string, lines?: { salesOrderLineId: string; quantity: string }[]) => suite.connector.createDelivery(suite.call(), { salesOrderId, lines });
  const quantityOf = ({ lines }: SalesOrder, at: number, quantity: string) => ({ salesOrderLineId: lines[at]!.id, quantity });

  describe('at the order desk', { timeout: 2 * caseTimeoutMs }, () => {
    it('changes a quantity and the wished date at once, and what was not named stays', async () => {
      if (!suite.commands('changeSalesOrder')) return;
      const order = await suite.create();
      const change = { requestedDeliveryDate: dayFromNow(30), lines: [quantityOf(order, 0, '5')] };
      const changed = await suite.connector.changeSalesOrder(suite.call(), { salesOrderId: order.id, change });
      expect(changed).toMatchObject({ id: order.id, reference: order.reference, requestedDeliveryDate: change.requestedDeliveryDate });
      expect(quantitiesOf(changed)).toEqual(['5', quantitiesOf(order)[1]]);
      expect(exact.compare(changed.net.amount, order.net.amount)).toBe(1);
      expect(changed.version).not.toBe(order.version);
      const { notices: _, ...read } = changed;
      expect(await suite.connector.readSalesOrder(suite.call(), { salesOrderId: order.id })).toEqual(read);
      expect(quantitiesOf(await suite.connector.changeSalesOrder(suite.call(), { salesOrderId: order.id, change }))).toEqual(quantitiesOf(changed));
    });

    it('changes nothing when one of the lines is unknown, or the goods have left', async () => {
      if (!suite.commands('changeSalesOrder')) return;
      const order = await suite.create();
      const unknown = { lines: [quantityOf(order, 0, '5'), { salesOrderLineId: '987654', quantity: '1' }] };
      const error = await failureOf(suite.connector.changeSalesOrder(suite.call(), { salesOrderId: order.id, change: unknown }));
      expect(['invalid', 'not-found', 'rejected'], explain(error)).toContain(error.kind);
      expect(quantitiesOf(await suite.connector.readSalesOrder(suite.call(), { salesOrderId: order.id }))).toEqual(quantitiesOf(order));
      await ship(order);
      await expectFailure(suite.connector.changeSalesOrder(suite.call(), { salesOrderId: order.id, change: { lines: [quantityOf(order, 0, '1')] } }), 'conflict');
    });

    it('lets a blocked order go when it is released', async () => {
      if (!suite.commands('releaseSalesOrder') || !suite.data.blockedCustomer) return;
      const { id: salesOrderId } = await suite.create(suite.draft(suite.data.blockedCustomer));
      const released = await suite.connector.releaseSalesOrder(suite.call(), { salesOrderId, reason: 'contract' });
      expect(released).toMatchObject({ id: salesOrderId, blocks: [] });
      expect((await deliver(salesOrderId)).lines.length).toBeGreaterThan(0);
    });

    it('delivers so much of the named lines, then the rest, and no more than there is', async () => {
      if (!suite.commands('createDelivery') || !suite.harness.parts?.deliveries) return;
      const order = await suite.create();
      await expectFailure(deliver(order.id, [quantityOf(order, 0, '1000')]), 'rejected');
      const part = await deliver(order.id, [quantityOf(order, 0, '1')]);
      expect(part.lines.map(({ salesOrderLineId, quantity }) => [salesOrderLineId, exact.normal(quantity.value)])).toEqual([[order.lines[0]!.id, '1']]);
      const rest = await deliver(order.id);
      expect(rest.lines.map(({ salesOrderLineId, quantity }) => [salesOrderLineId, exact.normal(quantity.value)])).toEqual([
        [order.lines[0]!.id, '2'],
        [order.lines[1]!.id, '2'],
      ]);
      expect((await suite.connector.findDeliveries(suite.call(), { salesOrderId: order.id })).map(({ id }) => id)).toEqual([part.id, rest.id]);
      expect((await expectFailure(deliver(order.id), 'rejected')).details.reason).toBe('nothing-to-deliver');
    });

    it('records that the customer has the goods', async () => {
      if (!suite.commands('proveDelivery')) return;
      const { id: deliveryId } = await ship(await suite.create());
      const proven = await suite.connector.proveDelivery(suite.call(), { deliveryId, receivedOn: dayFromNow(0) });
      expect(proven).toMatchObject({ id: deliveryId, proofOfDelivery: { status: 'confirmed', receivedOn: dayFromNow(0) } });
    });

    it('lists each order entered since a day once, page by page, for comparison', async () => {
      if (!suite.commands('listSalesOrders')) return;
      const orders = [await suite.create(), await suite.create(), await suite.create()];
      const listed: SalesOrderSummary[] = [];
      // A day back: the system has a time zone of its own.
      for (let page = { next: undefined as string | undefined }, first = true; first || page.next !== undefined; first = false) {
        const found = await suite.connector.listSalesOrders(suite.call(), { since: dayFromNow(-1), cursor: page.next, limit: first ? 2 : 200 });
        expect(found.items.length).toBeLessThanOrEqual(first ? 2 : 200);
        listed.push(...found.items);
        page = { next: found.next };
      }
      expect(new Set(listed.map(({ id }) => id)).size).toBe(listed.length);
      for (const { id, reference, customerId, status, net } of orders) {
        const summary = listed.find((each) => each.id === id);
        expect(summary).toMatchObject({ reference, customerId, status });
        expect(exact.compare(summary!.net.amount, net.amount)).toBe(0);
      }
      expect((await suite.connector.listSalesOrders(suite.call(), { since: dayFromNow(3) })).items).toEqual([]);
    });
  });
}
