import { Injectable, Optional } from '@nestjs/common';
import { isStrataError, newTraceparent, StrataError, type Actor, type Answer, type Attempt, type CallContext, type Principal } from '#canonical';
import { ErpApi } from '#contracts';
import { AuditTrail } from '#edge';
import { OrderProjection, type NewTimelineEntry } from '#read-models';
import { OrderReservations } from '../../reservations/order-reservations.js';
import { Switches } from '../../switches/switches.js';
import { effectKey, type Documents, type Effect, type EffectFailure, type EffectOutcome } from '../order.effects.js';
import { capabilityOf, operationBehind } from '../order.next.js';
import type { OrderState } from '../order.state.js';
import type { OrderStep, StepCall } from './order-step.js';
import { orderSteps } from './order-steps.js';
import { auditEntryOf } from './step-audit.js';

/** One attempt of an effect, with all that it needs: it may run in the order's handler or in a lane. */
export interface StepTask {
  name: string;
  effect: Effect;
  /** Counted from 1. */
  attempt: number;
  state: OrderState;
}

/** The flow's own identity: a durable object keeps no token and no deadline of whoever placed the order. It holds nothing: order to cash acts for it. */
const flow: Principal = { id: 'strata:order-to-cash', scopes: [] };
const orderToCash: Actor = { id: 'order-to-cash', scopes: ['erp:read', 'erp:write', 'crm:read', 'crm:write'] };
const longestCallMs = 60_000;

export function flowContext(): CallContext {
  return { principal: flow, actor: orderToCash, traceparent: newTraceparent(), deadline: Date.now() + longestCallMs, priority: 'order', origin: 'order-to-cash.flow' };
}

/** Makes the call of an effect and writes the timeline; failures are values. */
@Injectable()
export class StepRunner {
  constructor(
    private readonly erp: ErpApi,
    private readonly projection: OrderProjection,
    private readonly switches: Switches,
    private readonly reservations: OrderReservations,
    @Optional() private readonly trail?: AuditTrail,
  ) {}

  async run(task: StepTask): Promise<EffectOutcome> {
    const { effect, state, attempt } = task;
    const step = orderSteps[effect.name];
    const at = new Date();
    const paused = this.pausedReason(task);
    // What was in flight at a crash may have landed, pause or no pause.
    if (paused !== undefined && !(await this.projection.hasBegun(state.orderId, effectKey(effect), attempt))) return this.refuse(task, paused, at);
    // The engine repeats what was in flight at a crash: a second run of an attempt must not call again.
    const repeated = step.writes && !effect.probe && !(await this.projection.beginAttempt(state.orderId, effectKey(effect), attempt));
    const call: StepCall = { erp: this.erp, reservations: this.reservations, ctx: flowContext(), state, target: effect.target ?? '' };
    const { outcome, attempts } = repeated ? { outcome: { kind: 'unknown' as const }, attempts: [] } : await attemptOf(step, effect, attempt, call);
    const timed: EffectOutcome = { ...outcome, startedAt: at.getTime(), endedAt: Date.now() };
    const entry = entryOf(task, step, timed, at, attempts);
    await Promise.all([entry && this.projection.addToTimeline(state.orderId, [entry]), step.writes && !effect.probe && this.trail?.append(auditEntryOf(task, timed, at))]);
    return timed;
  }

  /** What asks whether a write landed is another operation of the system. */
  private pausedReason({ effect, state }: StepTask): string | undefined {
    const operation = (effect.probe ? capabilityOf(state, effect.name)?.probe : undefined) ?? operationBehind(state, effect.name);
    return this.switches.pausedReason(state.systemId, operation);
  }

  /** Nothing was called. The timeline says so once for each pause, however often the order looks. */
  private async refuse(task: StepTask, paused: string, at: Date): Promise<EffectOutcome> {
    const { effect, state } = task;
    const { outcome } = failureOf(new StrataError('unavailable', paused, { reason: 'paused', systemId: state.systemId }));
    await this.projection.addToTimeline(state.orderId, [
      { key: `paused:${effectKey(effect)}:${paused}`, at: at.toISOString(), type: effect.name, outcome: 'paused', system: state.systemId, actor: flow.id, detail: paused },
    ]);
    return { ...outcome, startedAt: at.getTime(), endedAt: Date.now() };
  }
}

type Outcome = { kind: 'done'; documents: Documents } | { kind: 'absent' } | { kind: 'unknown' } | { kind: 'failed'; failure: EffectFailure };

async function attemptOf(step: OrderStep, effect: Effect, attempt: number, call: StepCall): Promise<{ outcome: Outcome; attempts: Attempt[] }> {
  try {
    if (effect.probe || attempt > 1) {
      const found = await step.probe?.(call);
      if (found) {
        await step.found?.(call);
        return { outcome: { kind: 'done', documents: found }, attempts: [] };
      }
      if (effect.probe) return { outcome: { kind: 'absent' }, attempts: [] };
    }
    const answer: Answer<Documents> = await step.run(call);
    return { outcome: { kind: 'done', documents: answer.value }, attempts: answer.attempts };
  } catch (error) {
    return failureOf(error);
  }
}

/** Errors of systems are values; anything else is a bug of ours, which the engine tries again and then reports. */
function failureOf(error: unknown): { outcome: Outcome; attempts: Attempt[] } {
  if (!isStrataError(error)) throw error;
  const { kind, message, retryable, details } = error;
  const attempts = details.attempts ?? [];
  if (kind === 'unknown-outcome') return { outcome: { kind: 'unknown' }, attempts };
  const failure = { kind, message, retryable, retryAfterMs: details.retryAfterMs, reason: details.reason };
  return { outcome: { kind: 'failed', failure }, attempts };
}

/** Reads leave a trace only when they fail: an order that waits is looked at again and again. */
function entryOf({ effect, state, attempt }: StepTask, step: OrderStep, outcome: EffectOutcome, at: Date, attempts: Attempt[]): NewTimelineEntry | undefined {
  if (!step.writes && outcome.kind === 'done') return undefined;
  const asked = effect.probe ? `probe:${state.unknown?.probes ?? 0}:` : '';
  const tried = attempts.length > 1 ? `${attempts.length} attempts` : undefined;
  return {
    key: `${asked}${effectKey(effect)}#${attempt}`,
    at: at.toISOString(),
    type: effect.probe ? `probe-${effect.name}` : effect.name,
    outcome: { done: 'ok', absent: 'not-found', unknown: 'unknown', failed: 'failed' }[outcome.kind],
    system: state.systemId,
    reference: outcome.kind === 'done' ? referenceIn(outcome.documents) : effect.target,
    actor: flow.id,
    attempt,
    durationMs: Math.max(0, Math.round(outcome.endedAt - at.getTime())),
    detail: outcome.kind === 'failed' ? `${outcome.failure.kind}: ${outcome.failure.message}` : tried,
  };
}

function referenceIn({ salesOrder, deliveries, invoices, returns }: Documents): string | undefined {
  return salesOrder?.id ?? returns?.[0]?.id ?? deliveries?.[0]?.id ?? invoices?.[0]?.number ?? invoices?.[0]?.id;
}
