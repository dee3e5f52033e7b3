import type { Order } from '#canonical';
import { statusOf } from './order.ledger.js';
import type { OrderState } from './order.state.js';

const ended: ReadonlySet<Order['status']> = new Set(['closed', 'cancelled', 'rejected']);

/** What stands where a person's words stood. */
export const erasedText = 'erased';

/** An order that is through: nothing is done with it any more but by those who look at it. */
export function hasEnded(state: OrderState): boolean {
  return ended.has(statusOf(state));
}

/**
 * An ended order without what its customer and others said: numbers, dates and keys of documents stay, as the ERP keeps
 * them, and so does the customer's key there.
 */
export function forgotten(state: OrderState): OrderState {
  return {
    ...state,
    forgotten: true,
    draft: { ...state.draft, purchaseOrderNumber: undefined, shipToId: undefined },
    ...(state.reason !== undefined && { reason: erasedText }),
    ...(state.cancellation && { cancellation: { ...state.cancellation, reason: erasedText } }),
    ...(state.disputes && { disputes: state.disputes.map((dispute) => ({ ...dispute, reason: erasedText, ...(dispute.resolution && { resolution: { ...dispute.resolution, reason: erasedText } }) })) }),
    ...(state.proofs && { proofs: state.proofs.map(({ signedBy: _, note: __, ...proof }) => proof) }),
    holds: state.holds.map((hold) => ({ ...hold, reason: erasedText })),
    flags: state.flags.map((flag) => ({ ...flag, reason: erasedText })),
    tasks: state.tasks.map((task) => (task.reason === undefined ? task : { ...task, reason: erasedText })),
  };
}
