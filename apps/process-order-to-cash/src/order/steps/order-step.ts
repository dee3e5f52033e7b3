import type { Answer, CallContext } from '#canonical';
import type { ErpApi } from '#contracts';
import type { OrderReservations } from '../../reservations/order-reservations.js';
import type { Documents, EffectName } from '../order.effects.js';
import type { OrderState } from '../order.state.js';

/** What reads need. */
export interface LookCall {
  erp: ErpApi;
  ctx: CallContext;
  state: OrderState;
  /** Document that the step acts on. */
  target: string;
}

export interface StepCall extends LookCall {
  reservations: OrderReservations;
}

/** One bounded call to a system. Its name is stable: journals and timelines keep it. */
export interface OrderStep {
  name: EffectName;
  /** Changes something in the system: an attempt of it is marked before the call. */
  writes: boolean;
  run(call: StepCall): Promise<Answer<Documents>>;
  /** Whether an earlier attempt landed: its documents, or undefined. Writes nothing: a dry run asks it too. */
  probe?(call: LookCall): Promise<Documents | undefined>;
  /** What is to be noted when a probe has found it. */
  found?(call: StepCall): Promise<void>;
}

/** Key of the ERP order. A step that needs it is never due before the order is there. */
export function salesOrderIdOf({ salesOrder, orderId }: OrderState): string {
  if (!salesOrder) throw new Error(`order ${orderId} has no ERP order yet`);
  return salesOrder.id;
}

/** The same answer about documents of the order. */
export function about<T>(answer: Answer<T>, documents: (value: T) => Documents): Answer<Documents> {
  return { ...answer, value: documents(answer.value) };
}
