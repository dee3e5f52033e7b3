import { ExponentialBackoff, isBrokenCircuitError, type IBackoff } from 'cockatiel';
import { Allowance } from './allowance.js';
import type { Answered } from './attempt.js';
import type { Priority } from './budget.types.js';
import { Circuit } from './circuit.js';
import { hedged } from './hedged.js';
import { NotStarted } from './not-started.js';
import { ObservedLatency } from './observed-latency.js';
import type { Attempt, CallScope, GuardedOperation, PolicyRules, ResilienceFact } from './policies.types.js';
import type { ResilienceSettings } from './resilience.settings.js';
import { Trial } from './trial.js';
import { planOf } from './try-plan.js';

export interface GuardDeps {
  settings: ResilienceSettings;
  rules: PolicyRules;
  /** Makes one attempt, which takes at most `timeoutMs` of the operation once it has a place. */
  attempt<C extends CallScope, T>(ctx: C, operation: GuardedOperation, call: (ctx: C) => Promise<T>, onEnd: (attempt: Attempt) => void): Promise<Answered<T>>;
  /** Whether a further call would find a place at once. */
  hasRoom(priority: Priority): boolean;
  tell(operation: { name: string }, fact: ResilienceFact, origin?: string): void;
}

/** One try; `trial`: of a circuit that is not closed. */
type Once<T> = (timed: GuardedOperation, trial?: true) => Promise<Answered<T>>;

/** What stands between a question and one operation of a system: its circuit, its tries, its hedges. */
export class OperationGuard {
  readonly circuit: Circuit;
  private readonly latency = new ObservedLatency();
  private readonly hedges: Allowance;
  private readonly retries: Allowance;
  private readonly trial: Trial;

  constructor(
    readonly name: string,
    safe: boolean,
    private readonly deps: GuardDeps,
  ) {
    const { settings, rules } = deps;
    this.hedges = new Allowance(settings.hedge.share, settings.hedge.burst, false);
    this.retries = new Allowance(settings.retry.share, settings.retry.burst, true);
    this.trial = new Trial(settings.trialMs);
    this.circuit = new Circuit(safe ? settings.readBreaker : settings.breaker, rules.isTransient, (error) => this.isOwnLimit(error), (state) => deps.tell(this, { type: 'circuit-changed', state }));
  }

  /** Tries, circuit, place, time limit, call. Throws what the last try throws, or NotStarted. */
  async ask<C extends CallScope, A, T>(ctx: C, operation: GuardedOperation, asked: A, call: (ctx: C, asked: A) => Promise<T>, attempts: Attempt[]): Promise<Answered<T>> {
    let over = false;
    const onEnd = (ended: Attempt): void => {
      // A hedge that lost, or a trial that was too late, ends after its answer was given.
      if (!over) attempts.push(ended);
      if (ended.outcome === 'ok') this.latency.add(ended.durationMs);
      this.deps.tell(this, { type: 'attempt-ended', outcome: ended.outcome, durationMs: ended.durationMs }, ctx.origin);
    };
    const shortenedCall = (shortened: C): Promise<T> => call(shortened, asked);
    const attempt = (timed: GuardedOperation): Promise<Answered<T>> => this.deps.attempt(ctx, timed, shortenedCall, onEnd);
    const once: Once<T> = (timed, trial) => this.circuit.execute(trial ? () => this.tryOut(operation, attempt) : () => attempt(timed));
    try {
      return await (operation.safe ? this.tries(ctx, operation, once) : once(operation));
    } finally {
      over = true;
    }
  }

  isBroken(error: unknown): boolean {
    return isBrokenCircuitError(error);
  }

  /** No call is made for a reason of ours: it says nothing of the system. */
  private isOwnLimit(error: unknown): boolean {
    return error instanceof NotStarted || isBrokenCircuitError(error) || this.deps.rules.isOutOfTime(error);
  }

  private async tries<T>(ctx: CallScope, operation: GuardedOperation, once: Once<T>): Promise<Answered<T>> {
    const { circuit, retries } = this;
    const { retry } = this.deps.settings;
    const plan = planOf(ctx, operation, retry);
    this.hedges.needed();
    retries.needed();
    let backoff: IBackoff<unknown> | undefined;
    let failure: Error | undefined;
    for (let made = 1; ; made += 1) {
      // The one call that tries a half-open circuit is neither repeated nor hedged.
      if (circuit.state !== 'closed') return once(operation, true);
      const timed = plan.brief && made < plan.tries && (retries.has || circuit.isInDoubt) ? this.shortened(operation) : operation;
      const began = Date.now();
      try {
        return await (ctx.priority === 'screen' ? this.hedged(ctx, operation, () => once(timed)) : once(timed));
      } catch (error) {
        // When there is no place or time for another try, the try before it is what went wrong.
        if (failure && this.isOwnLimit(error)) throw failure;
        failure = error as Error;
        if (made >= plan.tries || !this.deps.rules.isTransient(error)) throw error;
        if (ctx.deadline - Date.now() <= plan.leastLeftMs || (plan.brief && !retries.take())) throw error;
        backoff = (backoff ?? new ExponentialBackoff({ initialDelay: plan.firstDelayMs, maxDelay: retry.maxDelayMs })).next(undefined);
        // Who waited for the whole of a try has waited enough.
        if (!plan.brief || Date.now() - began < timed.timeoutMs) await pause(backoff.duration);
        // Others may have opened it meanwhile.
        if (circuit.state !== 'closed') throw error;
      }
    }
  }

  private hedged<T>(ctx: CallScope, operation: GuardedOperation, ask: () => Promise<T>): Promise<T> {
    const delayMs = operation.hedgeMs === 'p95' ? this.latency.p95 : operation.hedgeMs;
    if (delayMs === undefined) return ask();
    return hedged(ask, Math.max(delayMs, this.deps.settings.hedge.leastDelayMs), () => {
      if (this.circuit.state !== 'closed' || !this.deps.hasRoom('screen') || !this.hedges.take()) return false;
      this.deps.tell(this, { type: 'hedged' }, ctx.origin);
      return true;
    });
  }

  /** The operation with the time of a try that another may follow. */
  private shortened(operation: GuardedOperation): GuardedOperation {
    const { leastMs } = this.deps.settings.observedTry;
    const observedMs = this.observedMs();
    const tryMs = operation.tryMs === 'observed' ? observedMs && Math.max(leastMs, observedMs) : operation.tryMs;
    return tryMs ? withTime(operation, tryMs) : operation;
  }

  private tryOut<T>(operation: GuardedOperation, attempt: (timed: GuardedOperation) => Promise<Answered<T>>): Promise<Answered<T>> {
    const tooLate = (): Error => this.deps.rules.unavailable('the system did not answer in time', { reason: 'timeout' });
    return this.trial.made(this.observedMs() ?? 0, operation.timeoutMs, (tryMs) => attempt(withTime(operation, tryMs)), tooLate);
  }

  /** How long a try takes at most, by what is observed; undefined while too little is. At least 1, since it is measured in whole ms. */
  private observedMs(): number | undefined {
    const { p95 } = this.latency;
    return p95 === undefined ? undefined : this.deps.settings.observedTry.times * Math.max(1, p95);
  }
}

function withTime(operation: GuardedOperation, tryMs: number): GuardedOperation {
  return tryMs >= operation.timeoutMs ? operation : { ...operation, timeoutMs: tryMs };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
