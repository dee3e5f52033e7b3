import { absorb } from './order.documents.js';
import { effectKey, type Effect, type EffectFailure, type EffectOutcome } from './order.effects.js';
import { flag, hold } from './order.holds.js';
import { capabilityOf } from './order.next.js';
import type { OrderState } from './order.state.js';

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
const backorderMs = 30_000;
const longestWaitMs = 10 * 60_000;
const firstProbeMs = 1_000;
const lastProbeMs = 10_000;
/** Attempts after which an order stops trying by itself and waits until its system is back. */
const attemptsBeforeWaiting = 2;

export function decide(before: OrderState, effect: Effect, outcome: EffectOutcome): Decision {
  const key = effectKey(effect);
  const state = effect.probe ? before : { ...before, attempts: { ...before.attempts, [key]: (before.attempts[key] ?? 0) + 1 } };
  switch (outcome.kind) {
    case 'done':
      return done({ ...state, unknown: undefined, waiting: undefined }, effect, outcome);
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
  const next = withoutTask(absorb({ ...state, reason: undefined }, outcome.documents, outcome.startedAt), effect);
  if (effect.name === 'cancel-sales-order') return { state: cancelled(next) };
  if (effect.probe && effect.name === 'create-delivery') return { state: ambiguous(next, outcome.documents.deliveries ?? [], outcome.endedAt) };
  if (next.tasks.length < state.tasks.length || effect.name === 'read-sales-order' || effect.name === 'create-sales-order' || effect.name === 'adopt-sales-order') return { state: next };
  // The system took the call, yet nothing moved: looking again at once would turn in circles.
  const waited = Math.min(nothingMovedMs * 2 ** ((state.attempts[effectKey(effect)] ?? 1) - 1), longestWaitMs);
  return { state: next, ...(sameProgress(state, next) && { wakeAfterMs: waited }) };
}

/** Deliveries carry no reference of ours. One that was not there before is taken for ours; of several nobody can say. */
function ambiguous(state: OrderState, found: { id: string }[], at: number): OrderState {
  return found.length < 2 ? state : hold(state, 'ambiguous-delivery', `the answer to a delivery was lost, and ${found.map(({ id }) => id).join(' and ')} are new in the system`, at);
}

const withoutTask = (state: OrderState, { target }: Effect): OrderState =>
  state.tasks.some(({ id }) => id === target) ? { ...state, tasks: state.tasks.filter(({ id }) => id !== target) } : state;

/** Deliveries that had not left went with the order. */
function cancelled(state: OrderState): OrderState {
  const { cancellation, deliveries } = state;
  if (state.capture !== 'cancelled') return { ...state, cancellation: undefined };
  return {
    ...state,
    cancellation: undefined,
    tasks: [],
    flags: [],
    holds: [],
    reason: cancellation?.reason,
    deliveries: deliveries.map((delivery) => (delivery.status === 'shipped' ? delivery : { ...delivery, status: 'cancelled' as const })),
  };
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
  // It never landed, and by now nobody wants it any more.
  if (state.capture === 'unknown' && state.cancellation) return { state: cancelled({ ...state, unknown: undefined, capture: 'cancelled' }) };
  return { state: { ...state, unknown: undefined, capture: state.capture === 'unknown' ? 'received' : state.capture } };
}

function failed(state: OrderState, effect: Effect, failure: EffectFailure, at: number): Decision {
  const attempts = state.attempts[effectKey(effect)] ?? 1;
  const wakeAfterMs = Math.min(Math.max(failure.retryAfterMs ?? 0, Math.min(firstRetryMs * 2 ** Math.min(attempts - 1, 10), lastRetryMs)), longestWaitMs);
  // Who waits for a system that is away is dispatched when it is back; the long wait is for the case that nobody does.
  if (failure.retryable && isAway(failure, attempts)) return { state: waits(state, effect, at), wakeAfterMs: longestWaitMs };
  if (failure.retryable) return { state, wakeAfterMs };
  if (effect.name === 'read-sales-order' || effect.name === 'find-invoices') return { state, wakeAfterMs };
  // Somebody must look at it; until then it is tried again now and then.
  if (effect.name === 'undo-sales-order') return { state: hold(state, undoFailed, failure.message, at), wakeAfterMs: longestWaitMs };
  if (failure.kind === 'unauthenticated' || failure.kind === 'forbidden') return { state: { ...state, reason: failure.message }, wakeAfterMs: lastRetryMs };
  // Nothing was written for it: there is nothing to undo.
  if (effect.name === 'adopt-sales-order') return { state: { ...state, capture: 'rejected', reason: failure.message } };
  // A refused conversion leaves the quote, which is no order: it stays as the customer has it.
  if (effect.name === 'create-sales-order') return { state: { ...state, capture: 'rejected', undo: state.quoteId === undefined, reason: failure.message } };
  // A person's wish that the system refuses ends; the order goes on as before.
  if (effect.name === 'cancel-sales-order') return { state: flag({ ...state, cancellation: undefined }, `refused-${effect.name}`, failure.message, at) };
  const left = withoutTask(state, effect);
  if (left !== state) return { state: flag(left, `refused-${effect.name}`, failure.message, at) };
  if (effect.name === 'create-delivery' && failure.reason === 'nothing-to-deliver') {
    return { state: flag(state, 'backorder', failure.message, at), wakeAfterMs: Math.min(backorderMs * 2 ** Math.min(attempts - 1, 10), longestWaitMs) };
  }
  return { state: hold(state, failure.reason ?? effect.name, failure.message, at) };
}

/** The system is left alone, paused by hand, or has not answered several times. */
function isAway({ kind, reason }: EffectFailure, attempts: number): boolean {
  return kind === 'unavailable' && (reason === 'circuit-open' || reason === 'paused' || attempts >= attemptsBeforeWaiting) && reason !== 'reserved';
}

function waits(state: OrderState, effect: Effect, at: number): OrderState {
  return { ...state, waiting: state.waiting ?? { effect: effectKey(effect), since: new Date(at).toISOString() } };
}

/** After which calls a segment ends, so that what queues behind it need not wait for the next: a delivery and its goods issue belong together. */
export function endsSegment({ name }: Effect): boolean {
  return name !== 'create-delivery' && name !== 'find-invoices' && name !== 'read-sales-order' && name !== 'adopt-sales-order';
}
