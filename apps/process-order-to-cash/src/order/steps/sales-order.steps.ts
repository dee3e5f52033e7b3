import { exact } from '#canonical';
import { taskOf } from './after-sales.steps.js';
import { about, salesOrderIdOf, type OrderStep } from './order-step.js';

/** Rejects every line because the customer no longer wants the order. There is no undo: it is placed anew. */
export const cancelSalesOrder: OrderStep = {
  name: 'cancel-sales-order',
  writes: true,
  run: async ({ erp, ctx, state }) =>
    about(await erp.cancelSalesOrder(ctx, { systemId: state.systemId, salesOrderId: salesOrderIdOf(state), reason: state.cancellation?.reason ?? 'cancelled' }), (salesOrder) => ({ salesOrder })),
  probe: async ({ erp, ctx, state }) => {
    const { value } = await erp.readSalesOrder(ctx, { systemId: state.systemId, salesOrderId: salesOrderIdOf(state) });
    return value.status === 'cancelled' ? { salesOrder: value } : undefined;
  },
};

/** Changes quantities and the wished date. Undo: another change. */
export const changeSalesOrder: OrderStep = {
  name: 'change-sales-order',
  writes: true,
  run: async (call) =>
    about(await call.erp.changeSalesOrder(call.ctx, { systemId: call.state.systemId, salesOrderId: salesOrderIdOf(call.state), change: taskOf(call).change ?? {} }), (salesOrder) => ({ salesOrder })),
  probe: async (call) => {
    const { value } = await call.erp.readSalesOrder(call.ctx, { systemId: call.state.systemId, salesOrderId: salesOrderIdOf(call.state) });
    const { requestedDeliveryDate, lines = [] } = taskOf(call).change ?? {};
    const isChanged =
      (requestedDeliveryDate === undefined || value.requestedDeliveryDate === requestedDeliveryDate) &&
      lines.every((wanted) => value.lines.some(({ id, quantity }) => id === wanted.salesOrderLineId && exact.compare(quantity.value, wanted.quantity) === 0));
    return isChanged ? { salesOrder: value } : undefined;
  },
};

/** Lets go what the ERP holds back, where it allows us. Undo: a person blocks it again. */
export const releaseSalesOrder: OrderStep = {
  name: 'release-sales-order',
  writes: true,
  run: async (call) =>
    about(await call.erp.releaseSalesOrder(call.ctx, { systemId: call.state.systemId, salesOrderId: salesOrderIdOf(call.state), reason: taskOf(call).reason ?? '' }), (salesOrder) => ({ salesOrder })),
  probe: async (call) => {
    const { value } = await call.erp.readSalesOrder(call.ctx, { systemId: call.state.systemId, salesOrderId: salesOrderIdOf(call.state) });
    return value.blocks.length === 0 ? { salesOrder: value } : undefined;
  },
};
