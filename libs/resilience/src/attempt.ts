import type { Priority } from './budget.types.js';
import { isoTime } from './iso-time.js';
import { NotStarted, timerMs } from './not-started.js';
import type { Attempt, CallScope, ErrorRules, GuardedOperation } from './policies.types.js';
import { whenTimeIsOver } from './time-over.js';
import type { Turnstile } from './turnstile.js';

export interface AttemptDeps {
  turnstile: Turnstile;
  guardMs: number;
  rules: ErrorRules;
  onEnd(attempt: Attempt): void;
}

/** A value, and when the try began that brought it, its wait for a turn with it. */
export interface Answered<T> {
  value: T;
  /** Epoch milliseconds. */
  began: number;
}

/** Makes one call: when it is its turn, within its time. Throws NotStarted, or what the call throws. */
export async function attempt<C extends CallScope, T>(ctx: C, operation: GuardedOperation, call: (ctx: C) => Promise<T>, deps: AttemptDeps): Promise<Answered<T>> {
  const began = Date.now();
  if (ctx.deadline <= began) throw new NotStarted('deadline');
  const priority: Priority = ctx.priority ?? 'order';
  const turn = deps.turnstile.enter(priority, ctx.waitUntil ?? ctx.deadline);
  if (turn !== undefined) await turn;
  try {
    return { value: await timedCall(ctx, operation, call, deps), began };
  } finally {
    deps.turnstile.leave(priority);
  }
}

/**
 * The call, given up when it has not ended by then. One promise and a plain timer: a race of two promises and the functions
 * around it cost twice as much, and an AbortSignal more than all policies together.
 */
function timedCall<C extends CallScope, T>(ctx: C, operation: GuardedOperation, call: (ctx: C) => Promise<T>, { guardMs, rules, onEnd }: AttemptDeps): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const start = Date.now();
    if (ctx.deadline <= start) throw new NotStarted('deadline');
    const deadline = Math.min(ctx.deadline, start + operation.timeoutMs);
    let over = false;
    const end = (outcome: string): void => {
      over = true;
      endWait();
      onEnd({ at: isoTime(start), durationMs: Date.now() - start, outcome });
    };
    const failed = (error: unknown): void => {
      if (over) return;
      end(rules.outcomeOf(error));
      reject(error);
    };
    const endWait = whenTimeIsOver(timerMs(deadline + guardMs), () => failed(overrun(operation, rules)));
    const answered = (value: T): void => {
      if (over) return;
      end('ok');
      resolve(value);
    };
    try {
      call({ ...ctx, deadline }).then(answered, failed);
    } catch (error) {
      failed(error);
    }
  });
}

function overrun({ safe }: GuardedOperation, rules: ErrorRules): Error {
  return safe
    ? rules.unavailable('the system did not answer in time', { reason: 'timeout' })
    : rules.unknownOutcome('the system did not answer a write in time', { reason: 'timeout' });
}
