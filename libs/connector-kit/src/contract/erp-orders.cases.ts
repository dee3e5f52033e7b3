import { describe, expect, it } from 'vitest';
import { exact, type SalesOrder, type SalesOrderDraft } from '#canonical';
import { expectFailure, explain, failureOf } from './contract-call.js';
import { caseTimeoutMs, type ErpSuite } from './erp.suite.js';

const linesOf = ({ lines }: SalesOrder | SalesOrderDraft) =>
  lines.map(({ position, itemId, quantity }) => ({ position, itemId, quantity: exact.normal(quantity.value), unit: quantity.unit }));

export function orderCases(suite: ErpSuite): void {
  describe('sales orders', { timeout: caseTimeoutMs }, () => {
    it('creates an order and answers it as the system has it', async () => {
      const draft = suite.draft();
      const created = await suite.create(draft);
      expect(created).toMatchObject({ reference: draft.reference, customerId: draft.customerId, status: 'open', purchaseOrderNumber: draft.purchaseOrderNumber });
      expect(linesOf(created)).toEqual(linesOf(draft));
      const { notices: _, ...order } = created;
      expect(await suite.connector.readSalesOrder(suite.call(), { salesOrderId: created.id })).toEqual(order);
    });

    it('answers amounts that add up', async () => {
      const { net, tax, total, lines } = await suite.create();
      expect(exact.compare(net.amount, '0')).toBe(1);
      expect(exact.compare(total.amount, exact.add(net.amount, tax.amount))).toBe(0);
      expect(exact.compare(net.amount, exact.add(...lines.map((line) => line.net.amount)))).toBe(0);
    });

    it('simulates an order at the price that it then has, and writes nothing', async () => {
      const draft = suite.draft();
      const simulated = await suite.connector.simulateSalesOrder(suite.call(), { draft });
      expect(await suite.find(draft.reference)).toEqual([]);
      const created = await suite.create(draft);
      expect(exact.compare(simulated.total.amount, created.total.amount)).toBe(0);
      expect(simulated.total.currency).toBe(created.total.currency);
    });

    it('finds an order by our reference, and none by one it never got', async () => {
      const created = await suite.create();
      expect((await suite.find(created.reference!)).map(({ id }) => id)).toEqual([created.id]);
      expect(await suite.find(crypto.randomUUID())).toEqual([]);
    });

    it("shows an open order in the customer's position", async () => {
      const { id, customerId } = await suite.create();
      const { openOrders, credit } = await suite.connector.readCustomerPosition(suite.call(), { customerId });
      expect(openOrders.map((each) => each.id)).toContain(id);
      expect(credit.customerId).toBe(customerId);
    });

    it('never hides a repeated create: it answers the first order, or the probe shows both', async () => {
      const draft = suite.draft();
      const first = await suite.create(draft);
      const second = await suite.create(draft).catch((error: unknown) => expectFailure(Promise.reject(error), 'conflict'));
      const found = (await suite.find(draft.reference)).map(({ id }) => id);
      if (suite.harness.recognisesRepeats) expect(found).toEqual([first.id]);
      else expect(found).toEqual('id' in second ? [first.id, second.id] : [first.id]);
    });

    it('cancels an order, which stays on record, and repeating it changes nothing', async () => {
      const { id: salesOrderId } = await suite.create();
      const cancelled = await suite.connector.cancelSalesOrder(suite.call(), { salesOrderId, reason: 'contract' });
      expect(cancelled).toMatchObject({ id: salesOrderId, status: 'cancelled' });
      expect((await suite.connector.readSalesOrder(suite.call(), { salesOrderId })).status).toBe('cancelled');
      expect((await suite.connector.cancelSalesOrder(suite.call(), { salesOrderId, reason: 'contract' })).status).toBe('cancelled');
    });

    it('refuses to deliver a cancelled order', async () => {
      const { id: salesOrderId } = await suite.create();
      await suite.connector.cancelSalesOrder(suite.call(), { salesOrderId, reason: 'contract' });
      await expectFailure(suite.connector.createDelivery(suite.call(), { salesOrderId }), 'rejected');
    });

    it('writes no order for an unknown customer or item', async () => {
      const { unknownCustomerId, unknownItemId } = suite.data;
      const [line] = suite.draft().lines;
      for (const draft of [suite.draft({ customerId: unknownCustomerId }), suite.draft({ lines: [{ ...line!, itemId: unknownItemId }] })]) {
        const error = await failureOf(suite.connector.createSalesOrder(suite.call(), { draft }));
        expect(['rejected', 'invalid', 'not-found'], explain(error)).toContain(error.kind);
        expect(error.retryable).toBe(false);
        expect(await suite.find(draft.reference)).toEqual([]);
      }
    });

    it('reads the blocks that the system sets on an order, and refuses to deliver it', async () => {
      const order = await suite.create(suite.draft(suite.data.blockedCustomer));
      const blocks = order.blocks.length + Number(order.credit === 'blocked');
      if (!suite.data.blockedCustomer) return expect(blocks).toBe(0);
      expect(blocks).toBeGreaterThan(0);
      await expectFailure(suite.connector.createDelivery(suite.call(), { salesOrderId: order.id }), 'rejected');
      return expect(await suite.connector.findDeliveries(suite.call(), { salesOrderId: order.id })).toEqual([]);
    });
  });
}
