import { completeDraft } from '../order.draft.js';
import { about, type OrderStep } from './order-step.js';

/** Writes the order into the ERP under our order id, or makes it of its quote, which carries the id already. Undo: {@link undoSalesOrder}; none for a quote. */
export const createSalesOrder: OrderStep = {
  name: 'create-sales-order',
  writes: true,
  run: async ({ erp, ctx, state: { systemId, draft, quoteId } }) => {
    const { purchaseOrderNumber } = draft;
    const written = quoteId === undefined ? erp.createSalesOrder(ctx, { systemId, draft: await completeDraft(erp, ctx, systemId, draft) }) : erp.convertQuote(ctx, { systemId, quoteId, purchaseOrderNumber });
    return about(await written, (salesOrder) => ({ salesOrder }));
  },
  probe: async ({ erp, ctx, state }) => {
    const { value } = await erp.findSalesOrders(ctx, { systemId: state.systemId, reference: state.orderId });
    const salesOrder = value.find(({ status }) => status === 'open' || status === 'completed');
    return salesOrder && { salesOrder };
  },
};
