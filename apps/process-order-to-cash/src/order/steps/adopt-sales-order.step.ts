import { fresh } from '#canonical';
import type { OrderStep } from './order-step.js';

/** Reads an order that exists in the ERP already, with all that has become of it there. */
export const adoptSalesOrder: OrderStep = {
  name: 'adopt-sales-order',
  writes: false,
  run: async ({ erp, ctx, state: { systemId, adopts = '' } }) => {
    const of = { systemId, salesOrderId: adopts };
    const [salesOrder, deliveries, invoices] = await Promise.all([erp.readSalesOrder(ctx, of), erp.findDeliveries(ctx, of), erp.findInvoices(ctx, of)]);
    const attempts = [salesOrder, deliveries, invoices].flatMap((answer) => answer.attempts);
    return fresh(systemId, { salesOrder: salesOrder.value, deliveries: deliveries.value, invoices: invoices.value }, attempts);
  },
};
