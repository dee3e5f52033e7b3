import { StrataError, type CallContext, type ReplayPreview } from '#canonical';
import type { ErpApi } from '#contracts';
import { take } from '../order/order.commands.js';
import { effectKey, type Documents, type Effect } from '../order/order.effects.js';
import { capabilityOf, nextEffect, operationBehind } from '../order/order.next.js';
import type { OrderState } from '../order/order.state.js';
import { orderSteps } from '../order/steps/order-steps.js';

/**
 * What the order would do next if it were told to try again what an exception is about, by the same decisions: where an
 * earlier attempt may have landed, the system is asked first. Nothing is written. Throws `conflict` when the order would
 * refuse it, and what the question to the system throws.
 */
export async function previewOf(state: OrderState, kind: string, erp: ErpApi, ctx: CallContext): Promise<ReplayPreview> {
  const taken = take(state, { type: 'retry', kind, reason: 'dry run', id: 'dry-run', actor: ctx.principal.id });
  if ('refusal' in taken) {
    const { kind: refused, message, ...details } = taken.refusal;
    throw new StrataError(refused, message, { reason: details.reason, state: details.state, allowed: details.allowed });
  }
  const effect = nextEffect(taken.state);
  if (!effect) return { wouldDo: `nothing in ${state.systemId} now: it is taken off the list` };
  if (effect.name === 'undo-sales-order') return previewOfUndo(taken.state, effect, erp, ctx);
  const step = orderSteps[effect.name];
  const mayHaveLanded = effect.probe || (step.writes && (state.attempts[effectKey(effect)] ?? 0) > 0);
  if (!step.probe || !mayHaveLanded) return { wouldDo: doing(state, effect) };
  const found = await step.probe({ erp, ctx, state: taken.state, target: effect.target ?? '' });
  const probe = { system: state.systemId, operation: capabilityOf(state, effect.name)?.probe ?? `probe-${effect.name}`, found: found !== undefined, detail: detailOf(found) };
  return { wouldDo: found ? `go on with what ${effect.name} has left in ${state.systemId}` : doing(state, effect), probe };
}

/** An undo cancels whatever carries the order's id: what is there is what it would cancel. */
async function previewOfUndo(state: OrderState, effect: Effect, erp: ErpApi, ctx: CallContext): Promise<ReplayPreview> {
  const { value } = await erp.findSalesOrders(ctx, { systemId: state.systemId, reference: state.orderId });
  const left = value.filter(({ status }) => status !== 'cancelled');
  const detail = left.map(({ id, status }) => `sales order ${id} is ${status}`).join(', ') || 'no sales order of this order is left';
  return { wouldDo: left.length > 0 ? doing(state, effect) : 'nothing: it is undone', probe: { system: state.systemId, operation: 'findSalesOrders', found: left.length > 0, detail } };
}

const doing = (state: OrderState, { name, target }: Effect): string => `${name}: ${operationBehind(state, name)} of ${state.systemId}${target === undefined ? '' : ` (${target})`}`;

function detailOf(found: Documents | undefined): string {
  if (!found) return 'nothing of an earlier attempt is there';
  const { salesOrder, deliveries = [], invoices = [], returns = [] } = found;
  const said = [
    ...(salesOrder ? [`sales order ${salesOrder.id} is ${salesOrder.status}`] : []),
    ...deliveries.map(({ id, status }) => `delivery ${id} is ${status}`),
    ...invoices.map(({ number, id, status }) => `invoice ${number ?? id} is ${status}`),
    ...returns.map(({ id, status }) => `return ${id} is ${status}`),
  ];
  return said.join(', ') || 'an earlier attempt has landed';
}
