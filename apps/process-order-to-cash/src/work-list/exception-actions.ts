import { StrataError, type WorkException } from '#canonical';
import { alreadyResolved } from '#read-models';

/** An open exception that offers the action. Throws `conflict` with what is allowed instead. */
export function requireAction(exception: WorkException, action: string): void {
  if (exception.state === 'resolved') throw alreadyResolved(exception);
  if (!exception.actions.includes(action)) throw actionRefused(exception, action);
}

/** What an exception that does not offer an action answers. */
export function actionRefused({ kind, state, actions }: WorkException, action: string): StrataError {
  return new StrataError('conflict', `an exception of the kind ${kind} does not offer ${action}`, { state, allowed: actions, reason: 'action-not-allowed' });
}

const orderActions: ReadonlySet<string> = new Set(['release-hold', 'reject-hold', 'cancel', 'retry']);

/** Whether an order must do it. Every other action is what a person has seen or done elsewhere, and is noted. */
export function isOrderAction({ orderId }: WorkException, action: string): boolean {
  return orderId !== undefined && orderActions.has(action);
}
