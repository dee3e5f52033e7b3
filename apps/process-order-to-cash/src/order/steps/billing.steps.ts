import type { Invoice } from '#canonical';
import type { OrderState, Task } from '../order.state.js';
import { about, salesOrderIdOf, type LookCall, type OrderStep } from './order-step.js';

async function invoiceThat(call: LookCall, holds: (invoice: Invoice) => boolean) {
  const { value } = await call.erp.readInvoices(call.ctx, { systemId: call.state.systemId, invoiceIds: [call.target] });
  const invoices = value.filter(holds);
  return invoices.length > 0 ? { invoices } : undefined;
}

/** Looks up the invoices that shipping made. */
export const findInvoices: OrderStep = {
  name: 'find-invoices',
  writes: false,
  run: async ({ erp, ctx, state }) => about(await erp.findInvoices(ctx, { systemId: state.systemId, salesOrderId: salesOrderIdOf(state) }), (invoices) => ({ invoices })),
};

/** Makes a draft a legal invoice. There is no undo: a posted invoice is credited, by a person. */
export const postInvoice: OrderStep = {
  name: 'post-invoice',
  writes: true,
  run: async ({ erp, ctx, state, target }) => about(await erp.postInvoice(ctx, { systemId: state.systemId, invoiceId: target }), (invoice) => ({ invoices: [invoice] })),
  probe: (call) => invoiceThat(call, ({ status }) => status === 'posted'),
};

/**
 * Records what was received: of an allocation as much as it says, under its id, by which the ERP knows it again; else all
 * that is open.
 */
export const payInvoice: OrderStep = {
  name: 'pay-invoice',
  writes: true,
  run: async ({ erp, ctx, state, target }) => {
    const { documentId, payment } = allocationOf(state, target) ?? { documentId: target };
    return about(await erp.payInvoice(ctx, { systemId: state.systemId, invoiceId: documentId ?? '', ...(payment && { payment: { ...payment, reference: target } }) }), (invoice) => ({ invoices: [invoice] }));
  },
  probe: (call) => {
    const allocation = allocationOf(call.state, call.target);
    if (!allocation) return invoiceThat(call, ({ cleared }) => cleared);
    return invoiceThat({ ...call, target: allocation.documentId ?? '' }, ({ payments }) => payments.some(({ reference }) => reference === allocation.id));
  },
};

const allocationOf = ({ tasks }: OrderState, target: string): Task | undefined => tasks.find(({ id }) => id === target);
