import { about, salesOrderIdOf, type OrderStep } from './order-step.js';

/** Picks and ships a delivery: the pivot of the order. Before it undo, after it return. */
export const postGoodsIssue: OrderStep = {
  name: 'post-goods-issue',
  writes: true,
  run: async ({ erp, ctx, state, target }) => about(await erp.postGoodsIssue(ctx, { systemId: state.systemId, deliveryId: target }), (delivery) => ({ deliveries: [delivery] })),
  probe: async ({ erp, ctx, state, target }) => {
    const { value } = await erp.findDeliveries(ctx, { systemId: state.systemId, salesOrderId: salesOrderIdOf(state) });
    const shipped = value.find(({ id, status }) => id === target && status === 'shipped');
    return shipped && { deliveries: [shipped] };
  },
};
