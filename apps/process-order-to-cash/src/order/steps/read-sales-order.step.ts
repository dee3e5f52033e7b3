import { about, salesOrderIdOf, type OrderStep } from './order-step.js';

/** Looks whether the ERP still blocks the order. */
export const readSalesOrder: OrderStep = {
  name: 'read-sales-order',
  writes: false,
  run: async ({ erp, ctx, state }) =>
    about(await erp.readSalesOrder(ctx, { systemId: state.systemId, salesOrderId: salesOrderIdOf(state) }), (salesOrder) => ({ salesOrder })),
};
