import type { Priority, SpentBudget } from './budget.types.js';

/** What a policy reads of a call: how long it may take, and whose rows it may see. */
export interface CallScope {
  principal: { dataScope?: object };
  /** Whose turn it is when not everybody may call, and who may see an older answer; `order`, a flow, when left out. */
  priority?: Priority;
  /** Which call of which API it serves, for metrics. */
  origin?: string;
  /** Epoch milliseconds after which no work is started. */
  deadline: number;
  /** Epoch milliseconds until which it waits for its turn; the deadline when left out. */
  waitUntil?: number;
}

/** One operation of a system, as its policies see it. Times in ms. */
export interface GuardedOperation {
  name: string;
  /** Changes nothing, so it may be repeated. */
  safe: boolean;
  /** Longest useful wait of one attempt. */
  timeoutMs: number;
  /** How old an answer may be. Set (also to 0), callers that ask the same at the same time share one call. */
  cacheMs?: number;
  /** How much older a screen may get at once, marked stale, while the answer is asked for anew behind its back. */
  staleWhileRevalidateMs?: number;
  /** How old the last known answer may be that stands in, marked stale, for a system that cannot be asked. */
  staleIfErrorMs?: number;
  /** Flows ask each time, for themselves, and get no known answer: what they decide by must not be from before their own writes. */
  flowsReadFresh?: boolean;
  /** Tries of a screen or an export; of a flow, and without it, those of the settings. */
  tries?: number;
  /** How long a try of a screen or an export may take while another is left: so many ms, or by what is observed. Without it, `timeoutMs`. */
  tryMs?: number | 'observed';
  /**
   * Its call makes one request or several, and hands each to `eachRequest`: then each is a call to the system of its own, with
   * its turn and its permit, its tries and its time. Of safe operations only.
   */
  byRequest?: boolean;
  /** When a screen that still waits asks a second time: after so many ms, or at the observed 95th percentile. Without it, never. */
  hedgeMs?: number | 'p95';
  /** What is asked, as text: who asks the same under the same data scope may share an answer. Default: JSON. */
  keyOf?(asked: never): string;
  /** Records that the question, and once it is there the answer, is about: {@link Policies.forget} names them. */
  concerns?(asked: never, value?: unknown): readonly string[];
}

/** One call that was made. */
export interface Attempt {
  /** ISO 8601 start. */
  at: string;
  durationMs: number;
  /** `ok`, or what {@link ErrorRules.outcomeOf} says of the error. */
  outcome: string;
}

/** A value, and how fresh it is. Callers share it: it is not to be changed. */
export interface GuardedAnswer<T> {
  value: T;
  /** Id of the system. */
  source: string;
  /** ISO 8601 time at which the call began that said so: what was written before it is in the answer. */
  asOf: string;
  /**
   * True when this was past its lifetime as it was asked for: a last known answer, since the system could not be asked or is being
   * asked; or one to a call that had been under way for so long.
   */
  stale: boolean;
  /** Calls that were made for this answer: none when it was known, or came with what another one had asked for. */
  attempts: Attempt[];
  /** True when the value is remembered, and given again as the same object. */
  kept?: true;
}

export interface FailureDetails {
  /** `circuit-open`, `saturated` or `deadline`: why no call was made; `timeout`: one was, and did not end. */
  reason: 'circuit-open' | 'saturated' | 'deadline' | 'timeout';
  retryAfterMs?: number;
  /** Of a call that was not made: the budget that was spent. */
  budget?: SpentBudget;
  cause?: unknown;
}

/** What the policies must know about errors, which are the caller's own. */
export interface ErrorRules {
  /** Says that the system is in trouble: counts for the breaker, is worth another try of a safe operation. Never a business error. */
  isTransient(error: unknown): boolean;
  /** Says that no call was made because the caller's time was over: nothing that the system did. */
  isOutOfTime(error: unknown): boolean;
  /** No call reached the system, or a safe one did not end in time. */
  unavailable(message: string, details: FailureDetails): Error;
  /** A call that may have changed something did not end in time. */
  unknownOutcome(message: string, details: FailureDetails): Error;
  /** One word for the timeline. */
  outcomeOf(error: unknown): string;
  /** The same error, saying of which operation, and which calls were made. */
  withAttempts(error: unknown, attempts: Attempt[], operation: string): unknown;
}

export type CircuitState = 'closed' | 'open' | 'half-open';

/** What happened, for metrics and logs. */
export type ResilienceFact =
  | { type: 'attempt-ended'; outcome: string; durationMs: number }
  | { type: 'circuit-changed'; state: CircuitState }
  | { type: 'cache-hit' }
  | { type: 'hedged' }
  | { type: 'stale-answered'; ageMs: number }
  | { type: 'refused'; reason: FailureDetails['reason'] };

export type ResilienceEvent = { systemId: string; operation: string; origin?: string } & ResilienceFact;

export type PolicyRules = ErrorRules & { onEvent?(event: ResilienceEvent): void };

/** What a system is doing now, for metrics. */
export interface PoliciesState {
  systemId: string;
  inFlight: number;
  waiting: number;
  /** Calls that could start now by the rate; left out for a system without one. */
  budgetLeft?: number;
  /** By operation name, once it was called. */
  circuits: Record<string, CircuitState>;
}

export interface Policies {
  /**
   * Makes a call under the policies of its system and operation, in this order: deadline, known answers, circuit, tries
   * (repeated and hedged where that is safe), a turn at the turnstile, time limit.
   * @param asked what is asked: for the call, and for safe operations for finding a known answer; undefined asks anew
   * @param call gets the scope with the deadline of one attempt, and must end by it
   * @throws what `call` throws, or `unavailable` and `unknownOutcome` of the rules, each with its attempts
   */
  run<C extends CallScope, A, T>(ctx: C, operation: GuardedOperation, asked: A, call: (ctx: C, asked: A) => Promise<T>): Promise<GuardedAnswer<T>>;
  /**
   * These records changed. No answer that concerns one, and whose call began before now, is given as fresh again: neither
   * one that is known nor one that is under way. It may still stand in, marked stale, for a system that cannot be asked.
   * @param records as {@link GuardedOperation.concerns} names them
   */
  forget(records: readonly string[]): void;
  state(): PoliciesState;
}
