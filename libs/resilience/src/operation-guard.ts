import { isBrokenCircuitError } from 'cockatiel';
import { Allowance } from './allowance.js';
import { attempt, type Answered, type AttemptDeps } from './attempt.js';
import { Circuit } from './circuit.js';
import { hedged } from './hedged.js';
import { NotStarted } from './not-started.js';
import { ObservedLatency } from './observed-latency.js';
import type { Attempt, CallScope, GuardedOperation, PolicyRules, ResilienceFact } from './policies.types.js';
import type { ResilienceSettings } from './resilience.settings.js';
import { Trial } from './trial.js';
import { Tries, type TriesDeps } from './tries.js';

export interface GuardDeps extends AttemptDeps {
  settings: ResilienceSettings;
  rules: PolicyRules;
  /** What a caller is told of an error: of a call, of one that was not made, or of a circuit that is not closed. */
  explained(error: unknown, guard: OperationGuard, operation: GuardedOperation, attempts: Attempt[]): unknown;
  tell(operation: { name: string }, fact: ResilienceFact, origin?: string): void;
}

/** One attempt within the time of the operation. */
type Once<T> = (timed: GuardedOperation) => Promise<Answered<T>>;

/** What stands between a question and one operation of a system: its circuit, its tries, its hedges. */
export class OperationGuard {
  readonly circuit: Circuit;
  private readonly latency = new ObservedLatency();
  private readonly hedges: Allowance;
  private readonly retries: Allowance;
  private readonly trial: Trial;
  private readonly triesDeps: TriesDeps;

  constructor(
    readonly name: string,
    safe: boolean,
    private readonly deps: GuardDeps,
  ) {
    const { settings, rules } = deps;
    const isOwnLimit = (error: unknown): boolean => this.isOwnLimit(error);
    this.hedges = new Allowance(settings.hedge.share, settings.hedge.burst, false);
    this.retries = new Allowance(settings.retry.share, settings.retry.burst, true);
    this.trial = new Trial(settings.trialMs);
    this.circuit = new Circuit(safe ? settings.readBreaker : settings.breaker, rules.isTransient, isOwnLimit, (state) => deps.tell(this, { type: 'circuit-changed', state }));
    this.triesDeps = { settings: settings.retry, circuit: this.circuit, retries: this.retries, shortened: (operation) => this.shortened(operation), isTransient: rules.isTransient, isOwnLimit };
  }

  /**
   * Tries, circuit, place, time limit, call. Throws what the last try throws, explained. All in one frame: each further
   * promise that only passes an answer on is paid by every read.
   */
  async ask<C extends CallScope, A, T>(ctx: C, operation: GuardedOperation, asked: A, call: (ctx: C, asked: A) => Promise<T>, attempts: Attempt[]): Promise<Answered<T>> {
    let over = false;
    const onEnd = (ended: Attempt): void => {
      // A hedge that lost, or a trial that was too late, ends after its answer was given.
      if (!over) attempts.push(ended);
      if (ended.outcome === 'ok') this.latency.add(ended.durationMs);
      this.deps.tell(this, { type: 'attempt-ended', outcome: ended.outcome, durationMs: ended.durationMs }, ctx.origin);
    };
    const once: Once<T> = (timed) => attempt({ ctx, operation: timed, asked, call, onEnd }, this.deps);
    const { circuit } = this;
    try {
      if (!operation.safe) return await circuit.execute(() => once(operation));
      this.hedges.needed();
      this.retries.needed();
      // The one call that tries a half-open circuit is neither repeated nor hedged.
      if (circuit.state !== 'closed') return await circuit.execute(() => this.tryOut(operation, once));
      const tries = new Tries(ctx, operation, this.triesDeps);
      for (;;) {
        const timed = tries.next();
        const made = (): Promise<Answered<T>> => circuit.execute(() => once(timed));
        try {
          return await (ctx.priority === 'screen' ? this.hedged(ctx, operation, made) : made());
        } catch (error) {
          await tries.after(error);
        }
      }
    } catch (error) {
      throw this.deps.explained(error, this, operation, attempts);
    } finally {
      over = true;
    }
  }

  /** No call is made for a reason of ours: it says nothing of the system. */
  private isOwnLimit(error: unknown): boolean {
    return error instanceof NotStarted || isBrokenCircuitError(error) || this.deps.rules.isOutOfTime(error);
  }

  private hedged<T>(ctx: CallScope, operation: GuardedOperation, ask: () => Promise<T>): Promise<T> {
    const delayMs = operation.hedgeMs === 'p95' ? this.latency.p95 : operation.hedgeMs;
    if (delayMs === undefined) return ask();
    return hedged(ask, Math.max(delayMs, this.deps.settings.hedge.leastDelayMs), () => {
      if (this.circuit.state !== 'closed' || !this.deps.turnstile.isFree('screen') || !this.hedges.take()) return false;
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

  private tryOut<T>(operation: GuardedOperation, once: Once<T>): Promise<Answered<T>> {
    const tooLate = (): Error => this.deps.rules.unavailable('the system did not answer in time', { reason: 'timeout' });
    return this.trial.made(this.observedMs() ?? 0, operation.timeoutMs, (tryMs) => once(withTime(operation, tryMs)), tooLate);
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
