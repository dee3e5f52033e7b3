import { Injectable } from '@nestjs/common';
import { handlers, object, type ObjectContext, type ObjectSharedContext } from '@restatedev/restate-sdk';
import type { Order } from '#canonical';
import { ask, laneObject, objectOptions, tell } from '#durable';
import { OrderProjection, WorkList, type NewTimelineEntry } from '#read-models';
import { ProcessSettings } from '../process.settings.js';
import { OrderReservations } from '../reservations/order-reservations.js';
import { take, type OrderCommand, type Refusal } from './order.commands.js';
import { decide, endsSegment } from './order.decide.js';
import { absorb } from './order.documents.js';
import { effectKey, type Documents, type Effect, type EffectOutcome } from './order.effects.js';
import { exceptionsOf } from './order.exceptions.js';
import { forgotten, hasEnded } from './order.forget.js';
import { endedUnwritten, isPaid } from './order.ledger.js';
import { capabilityOf, nextEffect } from './order.next.js';
import { entriesBetween, orderView, referencesOf } from './order.projection.js';
import { initialState, type OrderState, type PlaceMessage } from './order.state.js';
import { entriesOf } from './order.timeline.js';
import { upcast } from './order.upcast.js';
import { StepRunner, type StepTask } from './steps/step-runner.js';

export const orderObjectName = 'o2c.Order';
export const laneObjectName = 'o2c.Lane';

/** A queued order is dispatched; this is for the case that nobody does. */
const queuedAtMostMs = 10 * 60_000;

export interface Observation {
  documents: Documents;
  /** Epoch ms at which the reading of the documents began. */
  observedAt: number;
}

/** Longest wait for the answer, in ms: the object may be in the middle of a call to its system. */
export const answerWithinMs = 20_000;

/** What a command is answered: the order with the wish in it, or why not. */
export type CommandAnswer = { order: Order } | { refusal: Refusal };

export const notBegun: { refusal: Refusal } = { refusal: { kind: 'conflict', message: 'the order has not begun yet', reason: 'not-begun', state: 'received', allowed: [] } };

/** Lanes of systems that cannot take concurrency: `{system}:{lane}`. */
@Injectable()
export class LaneObject {
  readonly definition;

  constructor(steps: StepRunner) {
    this.definition = laneObject(laneObjectName, (task: StepTask) => steps.run(task));
  }
}

/**
 * `Order/{orderId}` works in segments: consecutive calls up to a wait, a slow call or a failure. It decides nothing:
 * order.decide.ts does.
 */
@Injectable()
export class OrderObject {
  readonly definition = object({
    name: orderObjectName,
    handlers: {
      accept: (ctx: ObjectContext, message: PlaceMessage) => this.accept(ctx, message),
      proceed: (ctx: ObjectContext, { wake }: { wake: number }) => this.proceed(ctx, wake),
      observe: (ctx: ObjectContext, observation: Observation) => this.observe(ctx, observation),
      command: (ctx: ObjectContext, command: OrderCommand) => this.command(ctx, command),
      dispatch: (ctx: ObjectContext) => this.dispatch(ctx),
      close: (ctx: ObjectContext) => this.close(ctx),
      forget: (ctx: ObjectContext) => this.forget(ctx),
      /** The state as it is, beside whatever runs: what a dry run decides by. */
      inspect: handlers.object.shared({ idempotencyRetention: 0 }, async (ctx: ObjectSharedContext) => (await this.stored(ctx)) ?? null),
    },
    options: objectOptions,
  });

  constructor(
    private readonly steps: StepRunner,
    private readonly projection: OrderProjection,
    private readonly workList: WorkList,
    private readonly reservations: OrderReservations,
    private readonly settings: ProcessSettings,
  ) {}

  /** Takes an order once; a message that was sent again changes nothing. */
  private async accept(ctx: ObjectContext, message: PlaceMessage): Promise<void> {
    if (await this.stored(ctx)) return;
    const state = initialState(message);
    if (state.waiting) await this.save(ctx, { ...state, waiting: undefined }, state, queuedAtMostMs);
    else await this.segment(ctx, state, state);
  }

  private async proceed(ctx: ObjectContext, wake: number): Promise<void> {
    const state = await this.stored(ctx);
    if (state?.wake === wake) await this.segment(ctx, state, state);
  }

  private async observe(ctx: ObjectContext, { documents, observedAt }: Observation): Promise<void> {
    const before = await this.stored(ctx);
    if (!before) return;
    const { salesOrder, ...others } = documents;
    // The version that we know was read by a step of ours; looking again would only begin what waits for its time.
    const news = salesOrder?.version === before.salesOrder?.version ? others : documents;
    const state = absorb(before, news, observedAt);
    if (state !== before) await this.segment(ctx, before, { ...state, changedAt: new Date(observedAt).toISOString() });
  }

  /** A person's wish: noted at once, done in the next segment, so that the answer does not wait for a system. */
  private async command(ctx: ObjectContext, command: OrderCommand): Promise<CommandAnswer> {
    const before = await this.stored(ctx);
    if (!before) return notBegun;
    const result = take(before, command);
    if ('refusal' in result) return result;
    // What is known already is answered and changes nothing.
    if (result.state === before) return { order: orderView(before) };
    const at = await ctx.date.toJSON();
    const order = await this.save(ctx, before, { ...result.state, changedAt: at }, nextEffect(result.state) ? 0 : undefined, entriesOf(command, before, at));
    return { order };
  }

  /** The system may be back: a waiting order tries again. */
  private async dispatch(ctx: ObjectContext): Promise<void> {
    const state = await this.stored(ctx);
    if (state?.waiting) await this.segment(ctx, state, { ...state, waiting: undefined });
  }

  private async stored(ctx: ObjectSharedContext): Promise<OrderState | undefined> {
    const stored = await ctx.get<OrderState>('order');
    return stored ? upcast(stored) : undefined;
  }

  private async close(ctx: ObjectContext): Promise<void> {
    const before = await this.stored(ctx);
    if (!before || before.closed || !isPaid(before)) return;
    const now = await ctx.date.toJSON();
    await this.save(ctx, before, { ...before, closed: true, changedAt: now }, undefined);
  }

  /** An ended order goes on without what its customer said; one that has not ended needs it. Again, it changes nothing. */
  private async forget(ctx: ObjectContext): Promise<{ forgotten: boolean }> {
    const before = await this.stored(ctx);
    if (!before || before.forgotten) return { forgotten: true };
    if (!hasEnded(before)) return { forgotten: false };
    await this.save(ctx, before, { ...forgotten(before), changedAt: await ctx.date.toJSON() }, undefined);
    return { forgotten: true };
  }

  private async segment(ctx: ObjectContext, before: OrderState, start: OrderState): Promise<void> {
    let state = start;
    let wakeAfterMs: number | undefined;
    for (let effect = nextEffect(state); effect && wakeAfterMs === undefined; effect = nextEffect(state)) {
      const outcome = await this.perform(ctx, state, effect);
      const decision = decide(state, effect, outcome);
      state = { ...decision.state, changedAt: new Date(outcome.endedAt).toISOString() };
      wakeAfterMs = decision.wakeAfterMs ?? this.recheckAfterMs(state) ?? (endsSegment(effect) && nextEffect(state) ? 0 : undefined);
    }
    await this.save(ctx, before, state, wakeAfterMs);
  }

  /** A hold is looked at again at first soon, then after half of its age. */
  private recheckAfterMs({ holds, changedAt }: OrderState): number | undefined {
    if (holds.length === 0) return undefined;
    const age = Date.parse(changedAt) - Math.max(...holds.map(({ since }) => Date.parse(since)));
    return Math.min(Math.max(this.settings.recheckHoldsMs, age / 2), this.settings.recheckHoldsMs * 20);
  }

  private perform(ctx: ObjectContext, state: OrderState, effect: Effect): Promise<EffectOutcome> {
    const key = effectKey(effect);
    const attempt = (state.attempts[key] ?? 0) + (effect.probe ? 0 : 1);
    const task: StepTask = { name: key, effect, attempt, state };
    const lane = effect.probe ? undefined : capabilityOf(state, effect.name)?.lane;
    if (!lane) return ctx.run(key, () => this.steps.run(task));
    return ask(ctx, { object: laneObjectName, key: `${state.systemId}:${lane}`, handler: 'run', body: task });
  }

  /** Ends a segment: state, view, and what is to be told to whom. */
  private async save(ctx: ObjectContext, before: OrderState, after: OrderState, wakeAfterMs: number | undefined, acts: NewTimelineEntry[] = []): Promise<Order> {
    const state: OrderState = { ...after, sequence: before.sequence + 1, wake: before.wake + 1 };
    ctx.set('order', state);
    // No journal entry: written again, the same sequence changes nothing.
    const view = orderView(state);
    await this.projection.saveView(state.client, view, referencesOf(state), [...acts, ...entriesBetween(before, state)], { systemId: state.systemId, waitingSince: state.waiting?.since });
    await this.saveExceptions(before, state);
    if (state.disputes !== before.disputes) await this.projection.saveDisputes(view);
    if (endedUnwritten(before, state)) await this.reservations.release(state.orderId);
    const own = { object: orderObjectName, key: ctx.key };
    if (wakeAfterMs !== undefined) tell(ctx, { ...own, handler: 'proceed', body: { wake: state.wake }, delayMs: wakeAfterMs });
    if (isPaid(state) && !isPaid(before)) tell(ctx, { ...own, handler: 'close', body: {}, delayMs: this.settings.closeAfterMs });
    return view;
  }

  /** Costs nothing for an order that has none and had none. */
  private async saveExceptions(before: OrderState, after: OrderState): Promise<void> {
    const due = exceptionsOf(after);
    if (due.length > 0 || exceptionsOf(before).length > 0) await this.workList.syncOrder(after.orderId, after.systemId, due);
  }
}
