import type { AuditEntry } from '#store';
import type { Effect, EffectOutcome } from '../order.effects.js';
import type { OrderState } from '../order.state.js';

/** What a step wrote to its system, in the name of whoever placed the order. */
export function auditEntryOf({ effect, attempt, state }: { effect: Effect; attempt: number; state: OrderState }, outcome: EffectOutcome, at: Date): AuditEntry {
  const { orderId, principal, systemId } = state;
  return {
    at,
    operation: `order-to-cash.${effect.name}`,
    outcome: outcome.kind === 'failed' ? outcome.failure.kind : { done: 'ok', absent: 'not-found', unknown: 'unknown-outcome' }[outcome.kind],
    principal: principal.id,
    client: principal.clientId,
    actor: 'order-to-cash',
    authority: 'flow',
    record: { type: 'order', id: orderId },
    personal: { subject: state.customerId, said: { system: systemId, attempt, target: effect.target, ...(outcome.kind === 'done' && { documents: outcome.documents }), ...(outcome.kind === 'failed' && { reason: outcome.failure.reason }) } },
  };
}
