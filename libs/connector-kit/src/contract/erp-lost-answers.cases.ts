import { describe, expect, it } from 'vitest';
import { eventually, expectFailure } from './contract-call.js';
import type { ErpWrite } from './erp.harness.js';
import { journeyOf } from './erp.journey.js';
import { caseTimeoutMs, type ErpSuite } from './erp.suite.js';

/** A write on a document that is ready for it. */
interface PreparedWrite {
  write(): Promise<unknown>;
  /** Asks the system whether the write landed: how often, since that must be once. */
  landed(): Promise<number>;
}

export function lostAnswerCases(suite: ErpSuite): void {
  const { deliver, ship, draw, bill } = journeyOf(suite);
  const deliveriesOf = (salesOrderId: string) => suite.connector.findDeliveries(suite.call(), { salesOrderId });
  const invoiceOf = async (invoiceId: string) => (await suite.connector.readInvoices(suite.call(), { invoiceIds: [invoiceId] }))[0];

  const prepare: Record<ErpWrite, () => Promise<PreparedWrite>> = {
    async cancelSalesOrder() {
      const { id: salesOrderId } = await suite.create();
      return {
        write: () => suite.connector.cancelSalesOrder(suite.call(), { salesOrderId, reason: 'contract' }),
        landed: async () => Number((await suite.connector.readSalesOrder(suite.call(), { salesOrderId })).status === 'cancelled'),
      };
    },
    async createDelivery() {
      const { id: salesOrderId } = await suite.create();
      return { write: () => suite.connector.createDelivery(suite.call(), { salesOrderId }), landed: async () => (await deliveriesOf(salesOrderId)).length };
    },
    async postGoodsIssue() {
      const order = await suite.create();
      const { id: deliveryId } = await deliver(order);
      return {
        write: () => suite.connector.postGoodsIssue(suite.call(), { deliveryId }),
        landed: async () => (await deliveriesOf(order.id)).filter(({ status }) => status === 'shipped').length,
      };
    },
    async postInvoice() {
      const order = await suite.create();
      await ship(order);
      const { id: invoiceId } = await draw(order);
      return { write: () => suite.connector.postInvoice(suite.call(), { invoiceId }), landed: async () => Number((await invoiceOf(invoiceId))?.status === 'posted') };
    },
    async payInvoice() {
      const order = await suite.create();
      await ship(order);
      const { id: invoiceId } = await bill(order);
      return { write: () => suite.connector.payInvoice(suite.call(), { invoiceId }), landed: async () => (await invoiceOf(invoiceId))?.payments.length ?? 0 };
    },
  };

  describe('when the answer to a later step is lost', { timeout: 2 * caseTimeoutMs }, () => {
    it.each(Object.keys(prepare) as ErpWrite[])('%s has an unknown outcome, its probe finds it done once, and a repeat does not do it twice', async (operation) => {
      const request = suite.harness.writeRequests[operation];
      expect(request !== undefined, `writeRequests names ${operation} if the manifest commands it`).toBe(suite.commands(operation));
      // What is not commanded is refused, which the cases of the manifest see to.
      if (!request) return;
      const { write, landed } = await prepare[operation]();
      const lost = suite.harness.proxy.inject({ kind: 'lost' }, request);
      await expectFailure(write(), 'unknown-outcome');
      expect(lost.hits).toBe(1);
      lost.remove();
      await eventually(`the landing of ${operation}`, suite.eventuallyMs, async () => (await landed()) || undefined);
      if (operation === 'createDelivery') await expectFailure(write(), 'rejected');
      else await write();
      expect(await landed()).toBe(1);
    });
  });
}
