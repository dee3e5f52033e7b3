import { attempt, type Answered } from './attempt.js';
import { permitsOf } from './budget.js';
import type { PermitLedger } from './budget.types.js';
import { ChangedRecords } from './changed-records.js';
import { makingRequests } from './each-request.js';
import { isoTime } from './iso-time.js';
import { KnownAnswers, type Known } from './known-answers.js';
import { NotStarted, timerMs } from './not-started.js';
import { OperationGuard } from './operation-guard.js';
import type { Attempt, CallScope, FailureDetails, GuardedAnswer, GuardedOperation, Policies, PoliciesState, PolicyRules, ResilienceEvent, ResilienceFact } from './policies.types.js';
import { settingsFrom, type ResilienceOverrides, type ResilienceSettings } from './resilience.settings.js';
import { SharedCalls } from './shared-calls.js';
import { whenTimeIsOver } from './time-over.js';
import { isFlow } from './try-plan.js';
import { Turnstile } from './turnstile.js';

/**
 * The policies of one system; keep one per system and process.
 * @param ledger where replicas share the budget's calls per second; without one each keeps its configured share
 */
export function createPolicies(systemId: string, settings: ResilienceOverrides, rules: PolicyRules, ledger?: PermitLedger): Policies {
  return new SystemPolicies(systemId, settingsFrom(settings), rules, ledger);
}

/** Changes of records that are remembered: beyond them an answer counts as outdated. */
const changesRemembered = 20_000;

interface Question<C, A, T> {
  ctx: C;
  operation: GuardedOperation;
  asked: A;
  key: string;
  call: (ctx: C, asked: A) => Promise<T>;
}

class SystemPolicies implements Policies {
  private readonly guards = new Map<string, OperationGuard>();
  private readonly turnstile: Turnstile;
  private readonly changed = new ChangedRecords(changesRemembered);
  private readonly known: KnownAnswers;
  private readonly shared = new SharedCalls(this.changed);

  constructor(
    private readonly systemId: string,
    private readonly settings: ResilienceSettings,
    private readonly rules: PolicyRules,
    ledger: PermitLedger | undefined,
  ) {
    const permits = permitsOf(systemId, settings.budget, ledger, { waiting: () => this.turnstile.short, advance: () => this.turnstile.advance() });
    this.turnstile = new Turnstile({ ...settings.bulkhead, callsPerSecond: settings.budget.callsPerSecond }, permits);
    this.known = new KnownAnswers(settings.cache.entries, this.changed);
  }

  run<C extends CallScope, A, T>(ctx: C, operation: GuardedOperation, asked: A, call: (ctx: C, asked: A) => Promise<T>): Promise<GuardedAnswer<T>> {
    const now = Date.now();
    if (ctx.deadline <= now) return Promise.reject(this.refusal(operation, 'deadline', []));
    const { cacheMs, staleIfErrorMs } = operation;
    if (!operation.safe || asked === undefined || (cacheMs === undefined && staleIfErrorMs === undefined)) return this.ask(ctx, operation, asked, call, []);
    const key = `${operation.name}\u0000${ctx.principal.dataScope === undefined ? '' : JSON.stringify(ctx.principal.dataScope)}\u0000${keyOf(operation, asked)}`;
    const question = { ctx, operation, asked, key, call };
    const last = this.known.last(key);
    const answer = last && this.answerKnown<C, A, T>(question, last, now);
    return answer ? Promise.resolve(answer) : this.askOrStandIn(question);
  }

  forget(records: readonly string[]): void {
    this.changed.add(records);
  }

  state(): PoliciesState {
    const { inFlight, waiting, left } = this.turnstile;
    return {
      systemId: this.systemId,
      inFlight,
      waiting,
      ...(this.settings.budget.callsPerSecond !== undefined && { budgetLeft: left }),
      circuits: Object.fromEntries([...this.guards].map(([name, { circuit }]) => [name, circuit.state])),
    };
  }

  /** The answer without a wait: young enough, or for a screen that rather sees an old one at once. What else reads has time, and an old answer would not tell it more the next time. */
  private answerKnown<C extends CallScope, A, T>(question: Question<C, A, T>, known: Known, now: number): GuardedAnswer<T> | undefined {
    const { ctx, operation } = question;
    const { cacheMs = 0, staleWhileRevalidateMs = 0, staleIfErrorMs = 0 } = operation;
    const flow = isFlow(ctx.priority);
    if (flow && operation.flowsReadFresh) return undefined;
    const ageMs = now - known.at;
    const isCurrent = ageMs <= cacheMs + staleWhileRevalidateMs && !this.known.isOutdated(known);
    if (isCurrent && cacheMs > 0 && ageMs <= cacheMs) {
      if (this.rules.onEvent) this.tell(operation, { type: 'cache-hit' });
      return known.answer as GuardedAnswer<T>;
    }
    if (ctx.priority !== 'screen') return undefined;
    const { circuit } = this.guard(operation);
    if ((isCurrent && staleWhileRevalidateMs > 0) || (circuit.state !== 'closed' && ageMs <= staleIfErrorMs)) {
      // An open circuit that may be tried is tried behind the reader's back too.
      if (circuit.closedForMs === undefined) this.share(question, []).catch(() => undefined);
      return this.standIn(operation, known, ageMs, []);
    }
    return undefined;
  }

  private async askOrStandIn<C extends CallScope, A, T>(question: Question<C, A, T>): Promise<GuardedAnswer<T>> {
    const { ctx, operation, key } = question;
    const alone = operation.cacheMs === undefined || (operation.flowsReadFresh && isFlow(ctx.priority));
    const attempts: Attempt[] = [];
    try {
      return await (alone ? this.askAndRemember(question, ctx, attempts) : this.askTogether(question, attempts));
    } catch (error) {
      const last = operation.staleIfErrorMs !== undefined && this.rules.isTransient(error) ? this.known.last(key) : undefined;
      const ageMs = last ? Date.now() - last.at : Infinity;
      if (!last || ageMs > operation.staleIfErrorMs! || (isFlow(ctx.priority) && (operation.flowsReadFresh || this.known.isOutdated(last)))) throw error;
      return this.standIn(operation, last, ageMs, attempts);
    }
  }

  /** Who joined a call whose turn did not come in the time of its starter, and has more time, asks again. */
  private async askTogether<C extends CallScope, A, T>(question: Question<C, A, T>, attempts: Attempt[]): Promise<GuardedAnswer<T>> {
    for (;;) {
      let isStarter = false;
      const shared = this.share(question, attempts, () => (isStarter = true));
      try {
        return await this.waitFor(question, shared);
      } catch (error) {
        if (isStarter || !this.rules.isOutOfTime(error) || question.ctx.deadline <= Date.now()) throw error;
      }
    }
  }

  private standIn<T>(operation: GuardedOperation, known: Known, ageMs: number, attempts: Attempt[]): GuardedAnswer<T> {
    this.tell(operation, { type: 'stale-answered', ageMs });
    return { ...(known.answer as GuardedAnswer<T>), stale: true, attempts };
  }

  /**
   * A shared call has the operation's own time, since others may wait for it: who started it may leave. Its turn it awaits
   * no longer than they would: calls that nobody waits for any more would take the turns of those who do.
   */
  private share<C extends CallScope, A, T>(question: Question<C, A, T>, attempts: Attempt[], onStart?: () => void): Promise<GuardedAnswer<T>> {
    const { ctx, operation, asked, key } = question;
    return this.shared.join(key, ctx.priority, () => operation.concerns?.(asked as never) ?? [], () => {
      onStart?.();
      const deadline = Math.max(ctx.deadline, Date.now() + operation.timeoutMs);
      return this.askAndRemember(question, { ...ctx, deadline, waitUntil: ctx.deadline }, attempts);
    });
  }

  private waitFor<T>({ ctx, operation }: { ctx: CallScope; operation: GuardedOperation }, shared: Promise<GuardedAnswer<T>>): Promise<GuardedAnswer<T>> {
    return new Promise((resolve, reject) => {
      const endWait = whenTimeIsOver(timerMs(ctx.deadline), () => reject(this.refusal(operation, 'deadline', [])));
      const settle = <V>(end: (value: V) => void) => (value: V): void => {
        endWait();
        end(value);
      };
      shared.then(settle(resolve), settle(reject));
    });
  }

  private async askAndRemember<C extends CallScope, A, T>({ operation, asked, key, call }: Question<C, A, T>, ctx: C, attempts: Attempt[]): Promise<GuardedAnswer<T>> {
    const count = this.changed.now;
    const answer = await this.ask(ctx, operation, asked, call, attempts);
    if (isKept(operation)) this.known.remember(key, answer, Date.parse(answer.asOf), operation.concerns?.(asked as never, answer.value) ?? [], count);
    return answer;
  }

  private async ask<C extends CallScope, A, T>(ctx: C, operation: GuardedOperation, asked: A, call: (ctx: C, asked: A) => Promise<T>, attempts: Attempt[]): Promise<GuardedAnswer<T>> {
    // Of an answer that is put together the oldest part counts: none begins before the first.
    const first = Date.now();
    const { value, began } = operation.byRequest
      ? { value: await call(makingRequests(ctx, async (ask) => (await this.askOnce(ctx, operation, undefined, ask, attempts)).value), asked), began: first }
      : await this.askOnce(ctx, operation, asked, call, attempts);
    return { value, source: this.systemId, asOf: isoTime(began), stale: false, attempts };
  }

  private async askOnce<C extends CallScope, A, T>(ctx: C, operation: GuardedOperation, asked: A, call: (ctx: C, asked: A) => Promise<T>, attempts: Attempt[]): Promise<Answered<T>> {
    const guard = this.guard(operation);
    const { closedForMs } = guard.circuit;
    if (closedForMs !== undefined) throw this.spared(operation, 'circuit-open', attempts, { retryAfterMs: closedForMs });
    try {
      return await guard.ask(ctx, operation, asked, call, attempts);
    } catch (error) {
      if (error instanceof NotStarted) throw this.spared(operation, error.reason, attempts, error);
      if (guard.isBroken(error)) throw this.spared(operation, 'circuit-open', attempts, { retryAfterMs: guard.circuit.closedForMs ?? 0 });
      throw this.rules.withAttempts(error, attempts, operation.name);
    }
  }

  private guard({ name, safe }: GuardedOperation): OperationGuard {
    let guard = this.guards.get(name);
    if (!guard) {
      const { settings, rules, turnstile } = this;
      guard = new OperationGuard(name, safe, {
        settings,
        rules,
        attempt: (ctx, operation, call, onEnd) => attempt(ctx, operation, call, { turnstile, guardMs: settings.guardMs, rules, onEnd }),
        hasRoom: (priority) => turnstile.isFree(priority),
        tell: (operation, fact, origin) => this.tell(operation, fact, origin),
      });
      this.guards.set(name, guard);
    }
    return guard;
  }

  /** The refusal of a call that is not made. Told here only: who leaves a shared call at its deadline spares the system nothing. */
  private spared(operation: GuardedOperation, reason: FailureDetails['reason'], attempts: Attempt[], more: Pick<FailureDetails, 'retryAfterMs' | 'budget'>): unknown {
    this.tell(operation, { type: 'refused', reason });
    return this.refusal(operation, reason, attempts, more);
  }

  private refusal(operation: GuardedOperation, reason: FailureDetails['reason'], attempts: Attempt[], more: Pick<FailureDetails, 'retryAfterMs' | 'budget'> = {}): unknown {
    // Who shares a call that waits for its turn leaves before it: what they wait for is the same.
    const { retryAfterMs, budget } = reason === 'deadline' && !more.budget && this.turnstile.waiting > 0 ? this.turnstile.spent() : more;
    const error = this.rules.unavailable(refusals[reason], { reason, ...(retryAfterMs !== undefined && { retryAfterMs }), ...(budget && { budget }) });
    return this.rules.withAttempts(error, attempts, operation.name);
  }

  private tell(operation: { name: string }, fact: ResilienceFact, origin?: string): void {
    const { onEvent } = this.rules;
    if (!onEvent) return;
    const event: ResilienceEvent = { systemId: this.systemId, operation: operation.name, ...fact };
    onEvent(origin === undefined ? event : Object.assign(event, { origin }));
  }
}

function isKept({ cacheMs = 0, staleWhileRevalidateMs = 0, staleIfErrorMs = 0 }: GuardedOperation): boolean {
  return cacheMs + staleWhileRevalidateMs + staleIfErrorMs > 0;
}

function keyOf(operation: GuardedOperation, asked: unknown): string {
  return operation.keyOf ? operation.keyOf(asked as never) : typeof asked === 'string' ? asked : JSON.stringify(asked);
}

const refusals: Record<FailureDetails['reason'], string> = {
  'circuit-open': 'the system failed repeatedly and is left alone for a while',
  saturated: 'too many calls to the system are waiting',
  deadline: 'no time was left for the call',
  timeout: 'the system did not answer in time',
};
