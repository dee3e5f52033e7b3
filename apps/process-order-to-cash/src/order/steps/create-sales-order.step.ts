import { isStrataError, type SalesOrderDraft } from '#canonical';
import { completeDraft } from '../order.draft.js';
import { about, type OrderStep, type StepCall } from './order-step.js';

/**
 * Writes the order into the ERP under our order id, or makes it of its quote, which carries the id already, once credit
 * and stock are reserved for it. Undo: {@link undoSalesOrder}; none for a quote.
 */
export const createSalesOrder: OrderStep = {
  name: 'create-sales-order',
  writes: true,
  run: async (call) => {
    const { erp, reservations, ctx, state } = call;
    const { systemId, orderId, quoteId, draft } = state;
    const complete = quoteId === undefined ? await completeDraft(erp, ctx, systemId, draft) : await draftOfQuote(call);
    const reserved = complete !== undefined && (await reservations.take(ctx, systemId, complete));
    try {
      const written = quoteId !== undefined ? erp.convertQuote(ctx, { systemId, quoteId, purchaseOrderNumber: draft.purchaseOrderNumber }) : erp.createSalesOrder(ctx, { systemId, draft: complete! });
      const answer = await written;
      if (reserved) await reservations.acknowledge(orderId);
      return about(answer, (salesOrder) => ({ salesOrder }));
    } catch (error) {
      // Of an unknown outcome the probe says what became of it.
      if (reserved && isStrataError(error) && error.kind !== 'unknown-outcome') await reservations.release(orderId);
      throw error;
    }
  },
  probe: async ({ erp, ctx, state }) => {
    const { value } = await erp.findSalesOrders(ctx, { systemId: state.systemId, reference: state.orderId });
    const salesOrder = value.find(({ status }) => status === 'open' || status === 'completed');
    return salesOrder && { salesOrder };
  },
  found: ({ reservations, state }) => reservations.acknowledge(state.orderId),
};

/** What the quote's order takes; undefined when its draft cannot be completed, which its conversion does not need. */
async function draftOfQuote({ erp, ctx, state }: StepCall): Promise<SalesOrderDraft | undefined> {
  try {
    return await completeDraft(erp, ctx, state.systemId, state.draft);
  } catch (error) {
    if (isStrataError(error)) return undefined;
    throw error;
  }
}
