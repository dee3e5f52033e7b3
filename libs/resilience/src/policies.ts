import { isBrokenCircuitError } from 'cockatiel';
import { whenTimeIsOver } from '#event-loop';
import type { Answered } from './attempt.js';
import { permitsOf } from './budget.js';
import type { PermitLedger } from './budget.types.js';
import { ChangedRecords } from './changed-records.js';
import { makingRequests } from './each-request.js';
import { isoTime } from './iso-time.js';
import { KnownAnswers, type Known } from './known-answers.js';
import { NotStarted, timerMs } from './not-started.js';
import { OperationGuard } from './operation-guard.js';
import type { Attempt, CallScope, FailureDetails, GuardedAnswer, GuardedOperation, Policies, PoliciesState, PolicyRules, ResilienceFact } from './policies.types.js';
import { settingsFrom, type ResilienceOverrides, type ResilienceSettings } from './resilience.settings.js';
import { SharedCalls } from './shared-calls.js';
import { isFlow } from './tries.js';
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
  operation: GuardedOperation;
  asked: A;
  call: (ctx: C, asked: A) => Promise<T>;
}

/** One that may be shared, or whose answer is kept. */
interface Keyed<C, A, T> extends Question<C, A, T> {
  ctx: C;
  key: string;
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
    if (!operation.safe || asked === undefined || (cacheMs === undefined && staleIfErrorMs === undefined)) return this.ask({ operation, asked, call }, ctx, []);
    const key = `${operation.name}\u0000${ctx.principal.dataScope === undefined ? '' : JSON.stringify(ctx.principal.dataScope)}\u0000${keyOf(operation, asked)}`;
    const question: Keyed<C, A, T> = { ctx, operation, asked, key, call };
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
  private answerKnown<C extends CallScope, A, T>(question: Keyed<C, A, T>, known: Known, now: number): GuardedAnswer<T> | undefined {
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
      if (circuit.closedForMs === undefined) (this.underWay(question) ?? this.share(question, [])).catch(() => undefined);
      return this.standIn(operation, known, ageMs, []);
    }
    return undefined;
  }

  private async askOrStandIn<C extends CallScope, A, T>(question: Keyed<C, A, T>): Promise<GuardedAnswer<T>> {
    const { ctx, operation } = question;
    const alone = operation.cacheMs === undefined || (operation.flowsReadFresh && isFlow(ctx.priority));
    const attempts: Attempt[] = [];
    for (;;) {
      const shared = alone ? undefined : this.underWay(question);
      try {
        if (alone) return await this.ask(question, ctx, attempts);
        if (!shared) return await this.waitFor(question, this.share(question, attempts));
        const asked = Date.now();
        return this.asOld(operation, await this.waitFor(question, shared), asked);
      } catch (error) {
        // Who joined a call whose turn did not come in the time of its starter, and has more time, asks again.
        if (!shared || !this.rules.isOutOfTime(error) || ctx.deadline <= Date.now()) return this.standInFor(question, error, attempts);
      }
    }
  }

  /** The last known answer of a system that cannot be asked. Throws the error when there is none that may stand in. */
  private standInFor<C extends CallScope, A, T>({ ctx, operation, key }: Keyed<C, A, T>, error: unknown, attempts: Attempt[]): GuardedAnswer<T> {
    const last = operation.staleIfErrorMs !== undefined && this.rules.isTransient(error) ? this.known.last(key) : undefined;
    const ageMs = last ? Date.now() - last.at : Infinity;
    if (!last || ageMs > operation.staleIfErrorMs! || (isFlow(ctx.priority) && (operation.flowsReadFresh || this.known.isOutdated(last)))) throw error;
    return this.standIn(operation, last, ageMs, attempts);
  }

  private standIn<T>(operation: GuardedOperation, known: Known, ageMs: number, attempts: Attempt[]): GuardedAnswer<T> {
    this.tell(operation, { type: 'stale-answered', ageMs });
    return { ...(known.answer as GuardedAnswer<T>), stale: true, attempts };
  }

  /** An answer to who joined its call: marked where that had begun longer ago than answers are kept for. The system is not asked more for it: it is slow. */
  private asOld<T>(operation: GuardedOperation, answer: GuardedAnswer<T>, asked: number): GuardedAnswer<T> {
    const { cacheMs = 0 } = operation;
    const ageMs = cacheMs > 0 ? asked - Date.parse(answer.asOf) : 0;
    if (ageMs <= cacheMs) return answer;
    this.tell(operation, { type: 'stale-answered', ageMs });
    return { ...answer, stale: true };
  }

  private underWay<C extends CallScope, A, T>({ ctx, operation, asked, key }: Keyed<C, A, T>): Promise<GuardedAnswer<T>> | undefined {
    return this.shared.underWay(key, ctx.priority, () => operation.concerns?.(asked as never) ?? []);
  }

  /**
   * A shared call has the operation's own time, since others may wait for it: who started it may leave. Its turn it awaits
   * no longer than they would: calls that nobody waits for any more would take the turns of those who do.
   */
  private share<C extends CallScope, A, T>(question: Keyed<C, A, T>, attempts: Attempt[]): Promise<GuardedAnswer<T>> {
    const { ctx, operation, key } = question;
    const deadline = Math.max(ctx.deadline, Date.now() + operation.timeoutMs);
    return this.shared.add(key, ctx.priority, this.ask(question, { ...ctx, deadline, waitUntil: ctx.deadline }, attempts));
  }

  private waitFor<T>({ ctx, operation }: { ctx: CallScope; operation: GuardedOperation }, shared: Promise<GuardedAnswer<T>>): Promise<GuardedAnswer<T>> {
    return new Promise((resolve, reject) => {
      const endWait = whenTimeIsOver(timerMs(ctx.deadline), () => reject(this.refusal(operation, 'deadline', [])));
      const answered = (answer: GuardedAnswer<T>): void => {
        endWait();
        resolve(answer);
      };
      const failed = (error: unknown): void => {
        endWait();
        reject(error);
      };
      shared.then(answered, failed);
    });
  }

  /** Asks the system, and remembers what it says where that is kept. */
  private async ask<C extends CallScope, A, T>({ operation, asked, call, key }: Question<C, A, T> & { key?: string }, ctx: C, attempts: Attempt[]): Promise<GuardedAnswer<T>> {
    const count = this.changed.now;
    // Of an answer that is put together the oldest part counts: none begins before the first.
    const first = Date.now();
    const { value, began } = operation.byRequest
      ? { value: await call(makingRequests(ctx, (ask) => this.askOnce(ctx, operation, undefined, ask, attempts).then(valueOf)), asked), began: first }
      : await this.askOnce(ctx, operation, asked, call, attempts);
    const answer: GuardedAnswer<T> = { value, source: this.systemId, asOf: isoTime(began), stale: false, attempts };
    if (key === undefined || !isKept(operation)) return answer;
    answer.kept = true;
    this.known.remember(key, answer, began, operation.concerns?.(asked as never, value) ?? [], count);
    return answer;
  }

  private askOnce<C extends CallScope, A, T>(ctx: C, operation: GuardedOperation, asked: A, call: (ctx: C, asked: A) => Promise<T>, attempts: Attempt[]): Promise<Answered<T>> {
    const guard = this.guard(operation);
    const { closedForMs } = guard.circuit;
    if (closedForMs !== undefined) return Promise.reject(this.spared(operation, 'circuit-open', attempts, { retryAfterMs: closedForMs }));
    return guard.ask(ctx, operation, asked, call, attempts);
  }

  /** What a caller is told of what happened to its call. */
  private explained(error: unknown, { circuit }: OperationGuard, operation: GuardedOperation, attempts: Attempt[]): unknown {
    if (error instanceof NotStarted) return this.spared(operation, error.reason, attempts, error);
    if (isBrokenCircuitError(error)) return this.spared(operation, 'circuit-open', attempts, { retryAfterMs: circuit.closedForMs ?? 0 });
    return this.rules.withAttempts(error, attempts, operation.name);
  }

  private guard({ name, safe }: GuardedOperation): OperationGuard {
    let guard = this.guards.get(name);
    if (!guard) {
      const { settings, rules, turnstile } = this;
      guard = new OperationGuard(name, safe, {
        settings,
        rules,
        turnstile,
        guardMs: settings.guardMs,
        explained: (error, asked, operation, attempts) => this.explained(error, asked, operation, attempts),
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
    const { systemId } = this;
    onEvent(origin === undefined ? { systemId, operation: operation.name, ...fact } : { systemId, operation: operation.name, origin, ...fact });
  }
}

function valueOf<T>({ value }: Answered<T>): T {
  return value;
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
