import { expect } from 'vitest';
import { exact, type SalesOrder } from '#canonical';
import { journeyOf } from './erp.journey.js';
import type { PreparedWrites } from './erp-prepared.write.js';
import type { ErpSuite } from './erp.suite.js';

type OrderWrite =
  | 'cancelSalesOrder' | 'changeSalesOrder' | 'releaseSalesOrder' | 'createDelivery' | 'postGoodsIssue' | 'proveDelivery'
  | 'createReturn' | 'receiveReturn' | 'createQuote' | 'convertQuote';

/** Writes on an order and its goods, each on documents of its own. */
export function preparedOrderWrites(suite: ErpSuite): PreparedWrites<OrderWrite> {
  const { deliver, ship } = journeyOf(suite);
  const call = () => suite.call();
  const deliveriesOf = (salesOrderId: string) => suite.connector.findDeliveries(call(), { salesOrderId });
  const returnsOf = (salesOrderId: string) => suite.connector.findReturns(call(), { salesOrderId });
  const orderOf = (salesOrderId: string) => suite.connector.readSalesOrder(call(), { salesOrderId });
  const wholeReturn = ({ lines }: SalesOrder) => ({
    reference: crypto.randomUUID(),
    reason: 'contract',
    lines: lines.map(({ id, quantity }) => ({ salesOrderLineId: id, quantity: quantity.value })),
  });

  return {
    async cancelSalesOrder() {
      const { id: salesOrderId } = await suite.create();
      return {
        write: () => suite.connector.cancelSalesOrder(call(), { salesOrderId, reason: 'contract' }),
        landed: async () => Number((await orderOf(salesOrderId)).status === 'cancelled'),
      };
    },
    async changeSalesOrder() {
      const { id: salesOrderId, lines } = await suite.create();
      const change = { lines: [{ salesOrderLineId: lines[0]!.id, quantity: '1' }] };
      return {
        write: () => suite.connector.changeSalesOrder(call(), { salesOrderId, change }),
        landed: async () => Number(exact.compare((await orderOf(salesOrderId)).lines[0]!.quantity.value, '1') === 0),
      };
    },
    async releaseSalesOrder() {
      expect(suite.data.blockedCustomer, 'who commands a release names a customer whose orders are blocked').toBeDefined();
      const { id: salesOrderId } = await suite.create(suite.draft(suite.data.blockedCustomer));
      return {
        write: () => suite.connector.releaseSalesOrder(call(), { salesOrderId, reason: 'contract' }),
        landed: async () => Number((await orderOf(salesOrderId)).blocks.length === 0),
      };
    },
    async createDelivery() {
      const { id: salesOrderId } = await suite.create();
      return { write: () => suite.connector.createDelivery(call(), { salesOrderId }), landed: async () => (await deliveriesOf(salesOrderId)).length, repeat: 'rejected' };
    },
    async postGoodsIssue() {
      const order = await suite.create();
      const { id: deliveryId } = await deliver(order);
      return {
        write: () => suite.connector.postGoodsIssue(call(), { deliveryId }),
        landed: async () => (await deliveriesOf(order.id)).filter(({ status }) => status === 'shipped').length,
      };
    },
    async proveDelivery() {
      const order = await suite.create();
      const { id: deliveryId } = await ship(order);
      return {
        write: () => suite.connector.proveDelivery(call(), { deliveryId, receivedOn: '2026-12-01' }),
        landed: async () => (await deliveriesOf(order.id)).filter(({ proofOfDelivery }) => proofOfDelivery?.status === 'confirmed').length,
      };
    },
    async createReturn() {
      const order = await suite.create();
      await ship(order);
      const draft = wholeReturn(order);
      // A system that does not know our reference finds nothing left to return, which is as good.
      return { write: () => suite.connector.createReturn(call(), { salesOrderId: order.id, draft }), landed: async () => (await returnsOf(order.id)).length, repeat: 'either' };
    },
    async receiveReturn() {
      const order = await suite.create();
      await ship(order);
      const { id: returnId } = await suite.connector.createReturn(call(), { salesOrderId: order.id, draft: wholeReturn(order) });
      return {
        write: () => suite.connector.receiveReturn(call(), { returnId }),
        landed: async () => (await returnsOf(order.id)).filter(({ status }) => status === 'received').length,
      };
    },
    async createQuote() {
      const draft = suite.draft();
      return {
        write: () => suite.connector.createQuote(call(), { draft }),
        landed: async () => (await suite.connector.findQuotes(call(), { reference: draft.reference })).length,
        repeat: 'never',
      };
    },
    async convertQuote() {
      const draft = suite.draft();
      const { id: quoteId } = await suite.connector.createQuote(call(), { draft });
      return {
        write: () => suite.connector.convertQuote(call(), { quoteId }),
        landed: async () => (await suite.find(draft.reference)).length,
      };
    },
  };
}
