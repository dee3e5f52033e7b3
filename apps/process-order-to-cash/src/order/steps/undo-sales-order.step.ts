import { fresh, type Attempt } from '#canonical';
import type { OrderStep } from './order-step.js';

/** Undo of create-sales-order: cancels whatever carries our order id, for a refused create may leave a draft behind. */
export const undoSalesOrder: OrderStep = {
  name: 'undo-sales-order',
  writes: true,
  run: async ({ erp, ctx, state }) => {
    const { systemId, orderId, reason = 'refused' } = state;
    const found = await erp.findSalesOrders(ctx, { systemId, reference: orderId });
    const attempts: Attempt[] = [...found.attempts];
    for (const { id, status } of found.value) {
      if (status === 'cancelled') continue;
      attempts.push(...(await erp.cancelSalesOrder(ctx, { systemId, salesOrderId: id, reason: reason.slice(0, 200) })).attempts);
    }
    return fresh(systemId, {}, attempts);
  },
};
