import { about, salesOrderIdOf, type OrderStep } from './order-step.js';

/** Delivers what can be shipped now. Deliveries carry no reference of ours: one at a time per order, compared with those we know. */
export const createDelivery: OrderStep = {
  name: 'create-delivery',
  writes: true,
  run: async ({ erp, ctx, state, target }) =>
    about(
      await erp.createDelivery(ctx, { systemId: state.systemId, salesOrderId: salesOrderIdOf(state), lines: state.tasks.find(({ id }) => id === target)?.lines }),
      (delivery) => ({ deliveries: [delivery] }),
    ),
  probe: async ({ erp, ctx, state }) => {
    const { value } = await erp.findDeliveries(ctx, { systemId: state.systemId, salesOrderId: salesOrderIdOf(state) });
    const unseen = value.filter(({ id, status }) => status !== 'cancelled' && !state.deliveries.some((known) => known.id === id));
    return unseen.length > 0 ? { deliveries: unseen } : undefined;
  },
};
