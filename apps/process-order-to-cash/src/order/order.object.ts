import { Injectable } from '@nestjs/common';
import { object, type ObjectContext } from '@restatedev/restate-sdk';
import { ask, laneObject, objectOptions, tell } from '#durable';
import { OrderProjection } from '#read-models';
import { ProcessSettings } from '../process.settings.js';
import { capabilityOf, decide, endsSegment, isPaid, nextEffect } from './order.decide.js';
import { absorb } from './order.documents.js';
import { effectKey, type Documents, type Effect, type EffectOutcome } from './order.effects.js';
import { entriesBetween, orderView, referencesOf } from './order.projection.js';
import { initialState, type OrderState, type PlaceMessage } from './order.state.js';
import { StepRunner, type StepTask } from './steps/step-runner.js';

export const orderObjectName = 'o2c.Order';
export const laneObjectName = 'o2c.Lane';

export interface Observation {
  documents: Documents;
  /** Epoch ms. */
  observedAt: number;
}

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
      close: (ctx: ObjectContext) => this.close(ctx),
    },
    options: objectOptions,
  });

  constructor(
    private readonly steps: StepRunner,
    private readonly projection: OrderProjection,
    private readonly settings: ProcessSettings,
  ) {}

  /** Takes an order once; a message that was sent again changes nothing. */
  private async accept(ctx: ObjectContext, message: PlaceMessage): Promise<void> {
    if (await ctx.get<OrderState>('order')) return;
    const state = initialState(message);
    await this.segment(ctx, state, state);
  }

  private async proceed(ctx: ObjectContext, wake: number): Promise<void> {
    const state = await ctx.get<OrderState>('order');
    if (state?.wake === wake) await this.segment(ctx, state, state);
  }

  private async observe(ctx: ObjectContext, { documents, observedAt }: Observation): Promise<void> {
    const before = await ctx.get<OrderState>('order');
    if (!before) return;
    const state = absorb(before, documents);
    if (state !== before) await this.segment(ctx, before, { ...state, changedAt: new Date(observedAt).toISOString() });
  }

  private async close(ctx: ObjectContext): Promise<void> {
    const before = await ctx.get<OrderState>('order');
    if (!before || before.closed || !isPaid(before)) return;
    const now = await ctx.date.toJSON();
    await this.save(ctx, before, { ...before, closed: true, changedAt: now }, undefined);
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
  private async save(ctx: ObjectContext, before: OrderState, after: OrderState, wakeAfterMs: number | undefined): Promise<void> {
    const state: OrderState = { ...after, sequence: before.sequence + 1, wake: before.wake + 1 };
    ctx.set('order', state);
    // No journal entry: written again, the same sequence changes nothing.
    await this.projection.saveView(state.client, orderView(state), referencesOf(state), entriesBetween(before, state));
    const own = { object: orderObjectName, key: ctx.key };
    if (wakeAfterMs !== undefined) tell(ctx, { ...own, handler: 'proceed', body: { wake: state.wake }, delayMs: wakeAfterMs });
    if (isPaid(state) && !isPaid(before)) tell(ctx, { ...own, handler: 'close', body: {}, delayMs: this.settings.closeAfterMs });
  }
}
