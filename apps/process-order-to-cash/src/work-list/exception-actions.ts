import { StrataError, type CallContext, type ReplayPreview, type WorkException } from '#canonical';
import { alreadyResolved } from '#read-models';

/** What a person wants done about an exception. */
export interface PersonsWish {
  action: string;
  reason: string;
  /** The same for a repeat of the same request, and for no other. */
  idempotencyKey: string;
}

/** Where actions are done that are more than a note. The exception ends there, once its cause is gone. */
export interface ActionPlace {
  /** Throws `conflict`, `rejected` and the like when nothing was done; after `unavailable` and `unknown-outcome` it may have been. */
  act(ctx: CallContext, exception: WorkException, wish: PersonsWish): Promise<void>;

  /** What trying again would do. Writes nothing. */
  preview(ctx: CallContext, exception: WorkException): Promise<ReplayPreview>;
}

/** An open exception that offers the action. Throws `conflict` with what is allowed instead. */
export function requireAction(exception: WorkException, action: string): void {
  if (exception.state === 'resolved') throw alreadyResolved(exception);
  if (!exception.actions.includes(action)) throw actionRefused(exception, action);
}

/** What an exception that does not offer an action answers. */
export function actionRefused({ kind, state, actions }: WorkException, action: string): StrataError {
  return new StrataError('conflict', `an exception of the kind ${kind} does not offer ${action}`, { state, allowed: actions, reason: 'action-not-allowed' });
}

const orderActions: ReadonlySet<string> = new Set(['release-hold', 'reject-hold', 'cancel', 'retry', 'accept-dispute', 'reject-dispute']);

/** Whether an order must do it. */
export function isOrderAction({ orderId }: WorkException, action: string): boolean {
  return orderId !== undefined && orderActions.has(action);
}

/** By which of its actions an exception is tried again. */
const replayActions = ['retry', 'resume'];
export const replayActionOf = ({ actions }: WorkException): string | undefined => replayActions.find((action) => actions.includes(action));
