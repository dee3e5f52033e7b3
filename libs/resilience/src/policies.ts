import { ExponentialBackoff, handleWhen, isBrokenCircuitError, retry } from 'cockatiel';
import { attempt } from './attempt.js';
import { permitsOf } from './budget.js';
import type { PermitLedger } from './budget.types.js';
import { Circuit } from './circuit.js';
import { KnownAnswers } from './known-answers.js';
import { NotStarted, timerMs } from './not-started.js';
import type { Attempt, CallScope, FailureDetails, GuardedAnswer, GuardedOperation, Policies, PoliciesState, PolicyRules, ResilienceFact } from './policies.types.js';
import { settingsFrom, type ResilienceOverrides, type ResilienceSettings } from './resilience.settings.js';
import { Turnstile } from './turnstile.js';

/**
 * The policies of one system; keep one per system and process.
 * @param ledger where replicas share the budget's calls per second; without one each keeps its configured share
 */
export function createPolicies(systemId: string, settings: ResilienceOverrides, rules: PolicyRules, ledger?: PermitLedger): Policies {
  return new SystemPolicies(systemId, settingsFrom(settings), rules, ledger);
}

class SystemPolicies implements Policies {
  private readonly circuits = new Map<string, Circuit>();
  private readonly turnstile: Turnstile;
  private readonly known: KnownAnswers;

  constructor(
    private readonly systemId: string,
    private readonly settings: ResilienceSettings,
    private readonly rules: PolicyRules,
    ledger: PermitLedger | undefined,
  ) {
    const permits = permitsOf(systemId, settings.budget, ledger, { waiting: () => this.turnstile.short, advance: () => this.turnstile.advance() });
    this.turnstile = new Turnstile({ ...settings.bulkhead, callsPerSecond: settings.budget.callsPerSecond }, permits);
    this.known = new KnownAnswers(settings.cache.entries);
  }

  run<C extends CallScope, T>(ctx: C, operation: GuardedOperation, key: string | undefined, call: (ctx: C) => Promise<T>): Promise<GuardedAnswer<T>> {
    if (ctx.deadline <= Date.now()) return Promise.reject(this.refusal(operation, 'deadline', []));
    if (!operation.safe || key === undefined || (operation.cacheMs === undefined && operation.staleMs === undefined)) return this.ask(ctx, operation, call, []);
    return this.askOrKnow(ctx, operation, [operation.name, ctx.principal.dataScope ?? '', key].join('\u0000'), call);
  }

  state(): PoliciesState {
    const { inFlight, waiting, left } = this.turnstile;
    return {
      systemId: this.systemId,
      inFlight,
      waiting,
      ...(this.settings.budget.callsPerSecond !== undefined && { budgetLeft: left }),
      circuits: Object.fromEntries([...this.circuits].map(([name, circuit]) => [name, circuit.state])),
    };
  }

  private async askOrKnow<C extends CallScope, T>(ctx: C, operation: GuardedOperation, key: string, call: (ctx: C) => Promise<T>): Promise<GuardedAnswer<T>> {
    const { cacheMs, staleMs } = operation;
    const recent = cacheMs === undefined ? undefined : this.known.find<T>(key, cacheMs);
    if (recent && cacheMs) {
      this.tell(operation, { type: 'cache-hit' });
      return { ...recent.answer, attempts: [] };
    }
    const attempts: Attempt[] = [];
    try {
      if (cacheMs !== undefined) return await this.share(ctx, operation, key, call, attempts);
      const answer = await this.ask(ctx, operation, call, attempts);
      this.known.remember(key, answer);
      return answer;
    } catch (error) {
      const last = staleMs !== undefined && this.rules.isTransient(error) ? this.known.find<T>(key, staleMs) : undefined;
      if (!last) throw error;
      this.tell(operation, { type: 'stale-answered', ageMs: last.ageMs });
      return { ...last.answer, stale: true, attempts };
    }
  }

  /** A shared call has the operation's own time, since others may wait for it: who started it may leave. */
  private share<C extends CallScope, T>(ctx: C, operation: GuardedOperation, key: string, call: (ctx: C) => Promise<T>, attempts: Attempt[]): Promise<GuardedAnswer<T>> {
    const deadline = Math.max(ctx.deadline, Date.now() + operation.timeoutMs);
    const shared = this.known.share<T>(key, () => this.ask({ ...ctx, deadline }, operation, call, attempts));
    return new Promise((resolve, reject) => {
      const leave = setTimeout(() => reject(this.refusal(operation, 'deadline', [])), timerMs(ctx.deadline));
      shared.then(resolve, reject).finally(() => clearTimeout(leave));
    });
  }

  /** Circuit, retry, turnstile, time limit, call. */
  private async ask<C extends CallScope, T>(ctx: C, operation: GuardedOperation, call: (ctx: C) => Promise<T>, attempts: Attempt[]): Promise<GuardedAnswer<T>> {
    const circuit = this.circuit(operation.name);
    const closedForMs = circuit.closedForMs;
    if (closedForMs !== undefined) throw this.refusal(operation, 'circuit-open', attempts, { retryAfterMs: closedForMs });
    const onEnd = (ended: Attempt): void => {
      attempts.push(ended);
      this.tell(operation, { type: 'attempt-ended', outcome: ended.outcome, durationMs: ended.durationMs }, ctx.origin);
    };
    let failure: unknown;
    let began = Date.now();
    const once = async (): Promise<T> => {
      began = Date.now();
      try {
        return await attempt(ctx, operation, call, { turnstile: this.turnstile, guardMs: this.settings.guardMs, rules: this.rules, onEnd });
      } catch (error) {
        // When there is no place or time for another try, the try before it is what went wrong.
        failure = this.isOwnLimit(error) ? (failure ?? error) : error;
        throw failure;
      }
    };
    try {
      const value = await circuit.execute(operation.safe ? () => this.retried(ctx, circuit, once) : once);
      return { value, source: this.systemId, asOf: new Date(began).toISOString(), stale: false, attempts };
    } catch (error) {
      if (error instanceof NotStarted) throw this.refusal(operation, error.reason, attempts, error);
      if (isBrokenCircuitError(error)) throw this.refusal(operation, 'circuit-open', attempts, { retryAfterMs: this.settings.breaker.openMs });
      throw this.rules.withAttempts(error, attempts);
    }
  }

  private retried<C extends CallScope, T>(ctx: C, circuit: Circuit, once: () => Promise<T>): Promise<T> {
    const { tries, firstDelayMs, maxDelayMs } = this.settings.retry;
    // A circuit that others opened meanwhile, or the one call that tries a half-open one, is not tried again; nor is a call without time.
    const worthIt = (error: unknown): boolean => this.rules.isTransient(error) && circuit.state === 'closed' && ctx.deadline - Date.now() > maxDelayMs;
    return retry(handleWhen(worthIt), { maxAttempts: tries - 1, backoff: new ExponentialBackoff({ initialDelay: firstDelayMs, maxDelay: maxDelayMs }) }).execute(once);
  }

  private circuit(name: string): Circuit {
    let circuit = this.circuits.get(name);
    if (!circuit) {
      circuit = new Circuit(this.settings.breaker, (error) => this.rules.isTransient(error), (error) => this.isOwnLimit(error), (state) => this.tell({ name }, { type: 'circuit-changed', state }));
      this.circuits.set(name, circuit);
    }
    return circuit;
  }

  private refusal(operation: GuardedOperation, reason: FailureDetails['reason'], attempts: Attempt[], more: Pick<FailureDetails, 'retryAfterMs' | 'budget'> = {}): unknown {
    // Who shares a call that waits for its turn leaves before it: what they wait for is the same.
    const { retryAfterMs, budget } = reason === 'deadline' && !more.budget && this.turnstile.waiting > 0 ? this.turnstile.spent() : more;
    this.tell(operation, { type: 'refused', reason });
    const error = this.rules.unavailable(refusals[reason], { reason, ...(retryAfterMs !== undefined && { retryAfterMs }), ...(budget && { budget }) });
    return this.rules.withAttempts(error, attempts);
  }

  private isOwnLimit(error: unknown): boolean {
    return error instanceof NotStarted || this.rules.isOutOfTime(error);
  }

  private tell(operation: { name: string }, fact: ResilienceFact, origin?: string): void {
    this.rules.onEvent?.({ systemId: this.systemId, operation: operation.name, ...(origin !== undefined && { origin }), ...fact });
  }
}

const refusals: Record<FailureDetails['reason'], string> = {
  'circuit-open': 'the system failed repeatedly and is left alone for a while',
  saturated: 'too many calls to the system are waiting',
  deadline: 'no time was left for the call',
  timeout: 'the system did not answer in time',
};
