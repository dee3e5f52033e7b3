import type { Task } from '../order.state.js';
import { about, salesOrderIdOf, type LookCall, type OrderStep } from './order-step.js';

/** The task that the step carries out. A step is only due while its task is there. */
export function taskOf({ state, target }: LookCall): Task {
  const task = state.tasks.find(({ id }) => id === target);
  if (!task) throw new Error(`order ${state.orderId} has no task ${target}`);
  return task;
}

/** Asks for goods back, under the task's id. Undo: a person cancels the return in the ERP. */
export const createReturn: OrderStep = {
  name: 'create-return',
  writes: true,
  run: async (call) => {
    const { id: reference, reason = '', lines = [] } = taskOf(call);
    const args = { systemId: call.state.systemId, salesOrderId: salesOrderIdOf(call.state), draft: { reference, reason, lines } };
    return about(await call.erp.createReturn(call.ctx, args), (each) => ({ returns: [each] }));
  },
  probe: async (call) => {
    const { value } = await call.erp.findReturns(call.ctx, { systemId: call.state.systemId, salesOrderId: salesOrderIdOf(call.state) });
    const found = value.find(({ reference }) => reference === call.target);
    return found && { returns: [found] };
  },
};

/** Posts goods receipt. There is no undo: the goods are here. */
export const receiveReturn: OrderStep = {
  name: 'receive-return',
  writes: true,
  run: async (call) => about(await call.erp.receiveReturn(call.ctx, { systemId: call.state.systemId, returnId: taskOf(call).documentId ?? '' }), (each) => ({ returns: [each] })),
  probe: async (call) => {
    const { value } = await call.erp.findReturns(call.ctx, { systemId: call.state.systemId, salesOrderId: salesOrderIdOf(call.state) });
    const received = value.find(({ id, status }) => id === taskOf(call).documentId && status === 'received');
    return received && { returns: [received] };
  },
};

/** Credits a posted invoice. There is no undo: a person bills again. */
export const creditInvoice: OrderStep = {
  name: 'credit-invoice',
  writes: true,
  run: async (call) => {
    const { documentId: invoiceId = '', reason = '', lines } = taskOf(call);
    return about(await call.erp.creditInvoice(call.ctx, { systemId: call.state.systemId, invoiceId, reason, lines }), (note) => ({ invoices: [note] }));
  },
  /** Credit notes carry no reference of ours: one that was not known before. */
  probe: async (call) => {
    const { value } = await call.erp.findInvoices(call.ctx, { systemId: call.state.systemId, salesOrderId: salesOrderIdOf(call.state) });
    const unseen = value.filter(({ id, type, status }) => type === 'credit-note' && status !== 'cancelled' && !call.state.invoices.some((known) => known.id === id));
    return unseen.length > 0 ? { invoices: unseen } : undefined;
  },
};
