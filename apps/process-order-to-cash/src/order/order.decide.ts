import { exact, type OperationCapability } from '#canonical';
import { absorb } from './order.documents.js';
import { effectKey, type Effect, type EffectFailure, type EffectName, type EffectOutcome } from './order.effects.js';
import { hold } from './order.holds.js';
import { billingOf, fulfilmentOf, isOver, liveInvoices, paymentOf, shippedOf, type OrderState } from './order.state.js';

/** Operation of the ERP behind an effect: its manifest says lane, settling time and whether we may command it. */
export const operationOf: Record<EffectName, string> = {
  'create-sales-order': 'createSalesOrder',
  'undo-sales-order': 'cancelSalesOrder',
  'read-sales-order': 'readSalesOrder',
  'create-delivery': 'createDelivery',
  'post-goods-issue': 'postGoodsIssue',
  'find-invoices': 'findInvoices',
  'post-invoice': 'postInvoice',
  'pay-invoice': 'payInvoice',
};

export function capabilityOf(state: OrderState, name: EffectName): OperationCapability | undefined {
  return state.capabilities[operationOf[name]];
}

const commands = (state: OrderState, name: EffectName): boolean => capabilityOf(state, name)?.mode === 'command';

/** What is to be done now; undefined when the order waits for somebody else, or is over. */
export function nextEffect(state: OrderState): Effect | undefined {
  if (isOver(state)) return undefined;
  if (state.unknown) return { ...parseKey(state.unknown.effect), probe: true };
  if (state.undo) return due('undo-sales-order');
  // What nobody can say, a person decides.
  if (state.holds.some(({ type }) => type === 'unknown-outcome')) return undefined;
  if (state.capture !== 'captured') return due('create-sales-order');
  if (state.holds.length > 0) return due('read-sales-order');
  return nextDelivery(state) ?? nextBilling(state);
}

function nextDelivery(state: OrderState): Effect | undefined {
  const started = state.deliveries.find(({ status, observedOnly }) => (status === 'open' || status === 'picked') && !observedOnly);
  if (started) return commands(state, 'post-goods-issue') ? due('post-goods-issue', started.id) : undefined;
  const inWarehouse = state.deliveries.some(({ status }) => status === 'open' || status === 'picked');
  if (inWarehouse || fulfilmentOf(state) === 'complete' || !commands(state, 'create-delivery')) return undefined;
  return due('create-delivery', String(state.deliveries.length + 1));
}

/** Where billing is commanded the invoices are looked up after each delivery; where it is observed they come by themselves. */
function nextBilling(state: OrderState): Effect | undefined {
  if (!commands(state, 'post-invoice')) return undefined;
  const draft = liveInvoices(state).find(({ status }) => status === 'draft');
  if (draft) return due('post-invoice', draft.id);
  const unpaid = liveInvoices(state).find(({ status, cleared }) => status === 'posted' && !cleared);
  if (unpaid) return commands(state, 'pay-invoice') ? due('pay-invoice', unpaid.id) : undefined;
  const shipped = state.lines.some((line) => exact.compare(shippedOf(state, line), '0') > 0);
  return shipped && billingOf(state) !== 'complete' ? due('find-invoices', String(state.deliveries.length)) : undefined;
}

function due(name: EffectName, target?: string): Effect {
  return { name, target, probe: false };
}

function parseKey(key: string): { name: EffectName; target?: string } {
  const [name, ...rest] = key.split(':');
  return { name: name as EffectName, ...(rest.length > 0 && { target: rest.join(':') }) };
}

/** Hold of a refused order whose remains could not be taken back. */
const undoFailed = 'undo-failed';

/** The order after an outcome, and when to look again: undefined means at once, if there is something to do. */
export interface Decision {
  state: OrderState;
  wakeAfterMs?: number;
}

/** First wait after a failure in ms; it doubles up to the last one. */
const firstRetryMs = 1_000;
const lastRetryMs = 60_000;
const nothingMovedMs = 10_000;
const longestWaitMs = 10 * 60_000;
const firstProbeMs = 1_000;
const lastProbeMs = 10_000;

export function decide(before: OrderState, effect: Effect, outcome: EffectOutcome): Decision {
  const key = effectKey(effect);
  const state = effect.probe ? before : { ...before, attempts: { ...before.attempts, [key]: (before.attempts[key] ?? 0) + 1 } };
  switch (outcome.kind) {
    case 'done':
      return done({ ...state, unknown: undefined }, effect, outcome);
    case 'unknown':
      // Undoing twice does no harm, so it needs no probe.
      if (effect.name === 'undo-sales-order') return failed(state, effect, { kind: 'unknown-outcome', message: 'the undo may not have landed', retryable: true }, outcome.endedAt);
      return unknown(state, effect, outcome.endedAt);
    case 'absent':
      return absent(state, effect, outcome.endedAt);
    case 'failed':
      return effect.probe ? unknown(state, effect, outcome.endedAt) : failed(state, effect, outcome.failure, outcome.endedAt);
  }
}

function done(state: OrderState, effect: Effect, outcome: EffectOutcome & { kind: 'done' }): Decision {
  if (effect.name === 'undo-sales-order') return { state: { ...state, undo: false, holds: state.holds.filter(({ type }) => type !== undoFailed) } };
  // What it waited for is over.
  const next = absorb({ ...state, reason: undefined }, outcome.documents);
  if (effect.name === 'read-sales-order' || effect.name === 'create-sales-order') return { state: next };
  // The system took the call, yet nothing moved: looking again at once would turn in circles.
  const waited = Math.min(nothingMovedMs * 2 ** ((state.attempts[effectKey(effect)] ?? 1) - 1), longestWaitMs);
  return { state: next, ...(sameProgress(state, next) && { wakeAfterMs: waited }) };
}

function sameProgress(before: OrderState, after: OrderState): boolean {
  const mark = (state: OrderState) => JSON.stringify([state.deliveries.map(({ id, status }) => [id, status]), state.invoices.map(({ id, status, cleared }) => [id, status, cleared])]);
  return mark(before) === mark(after);
}

function unknown(state: OrderState, effect: Effect, at: number): Decision {
  const known = state.unknown ?? { effect: effectKey(effect), since: at, probes: 0 };
  const capture = effect.name === 'create-sales-order' ? 'unknown' : state.capture;
  const next = { ...state, capture, unknown: { ...known, probes: known.probes + 1 } } as const;
  return { state: next, wakeAfterMs: Math.min(firstProbeMs * 2 ** known.probes, lastProbeMs) };
}

/** "Not found" counts as "did not land" only after the settling time; a system that says none is never tried again blindly. */
function absent(state: OrderState, effect: Effect, at: number): Decision {
  const { settleAfterMs, probe } = capabilityOf(state, effect.name) ?? {};
  const since = state.unknown?.since ?? at;
  if (settleAfterMs === undefined || probe === undefined) {
    return { state: hold({ ...state, unknown: undefined }, 'unknown-outcome', `${effect.name} may have landed and the system cannot be asked`, at) };
  }
  if (at - since < settleAfterMs) return unknown(state, effect, at);
  return { state: { ...state, unknown: undefined, capture: state.capture === 'unknown' ? 'received' : state.capture } };
}

function failed(state: OrderState, effect: Effect, failure: EffectFailure, at: number): Decision {
  const attempts = state.attempts[effectKey(effect)] ?? 1;
  const wakeAfterMs = Math.min(Math.max(failure.retryAfterMs ?? 0, Math.min(firstRetryMs * 2 ** Math.min(attempts - 1, 10), lastRetryMs)), longestWaitMs);
  if (failure.retryable || effect.name === 'read-sales-order' || effect.name === 'find-invoices') return { state, wakeAfterMs };
  // Somebody must look at it; until then it is tried again now and then.
  if (effect.name === 'undo-sales-order') return { state: hold(state, undoFailed, failure.message, at), wakeAfterMs: longestWaitMs };
  if (failure.kind === 'unauthenticated' || failure.kind === 'forbidden') return { state: { ...state, reason: failure.message }, wakeAfterMs: lastRetryMs };
  if (effect.name === 'create-sales-order') return { state: { ...state, capture: 'rejected', undo: true, reason: failure.message } };
  return { state: hold(state, failure.reason ?? effect.name, failure.message, at) };
}

/** After which calls a segment ends, so that what queues behind it need not wait for the next: a delivery and its goods issue belong together. */
export function endsSegment({ name }: Effect): boolean {
  return name !== 'create-delivery' && name !== 'find-invoices' && name !== 'read-sales-order';
}

export function isPaid(state: OrderState): boolean {
  return paymentOf(state) === 'complete' && fulfilmentOf(state) === 'complete';
}
