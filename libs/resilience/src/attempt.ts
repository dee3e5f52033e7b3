import { whenTimeIsOver } from '#event-loop';
import type { Priority } from './budget.types.js';
import { isoTime } from './iso-time.js';
import { NotStarted, timerMs } from './not-started.js';
import type { Attempt, CallScope, ErrorRules, GuardedOperation } from './policies.types.js';
import type { Turnstile } from './turnstile.js';

export interface AttemptDeps {
  turnstile: Turnstile;
  guardMs: number;
  rules: ErrorRules;
}

/** One call, as it is to be made: within `timeoutMs` of the operation once it has a place. */
export interface AttemptOf<C extends CallScope, A, T> {
  ctx: C;
  operation: GuardedOperation;
  asked: A;
  call: (ctx: C, asked: A) => Promise<T>;
  onEnd(attempt: Attempt): void;
}

/** A value, and when the try began that brought it, its wait for a turn with it. */
export interface Answered<T> {
  value: T;
  /** Epoch milliseconds. */
  began: number;
}

/** Makes one call: when it is its turn, within its time. Fails with NotStarted, or with what the call fails with. */
export function attempt<C extends CallScope, A, T>(what: AttemptOf<C, A, T>, deps: AttemptDeps): Promise<Answered<T>> {
  const began = Date.now();
  const { ctx } = what;
  if (ctx.deadline <= began) return Promise.reject(new NotStarted('deadline'));
  const priority = ctx.priority ?? 'order';
  const turn = deps.turnstile.enter(priority, ctx.waitUntil ?? ctx.deadline);
  return turn === undefined ? timedCall(what, priority, began, deps) : turn.then(() => timedCall(what, priority, began, deps));
}

/**
 * The call, given up when it has not ended by then; its turn ends with it. One promise: a race of two and the
 * functions around it cost twice as much, and an AbortSignal more than all policies together.
 */
function timedCall<C extends CallScope, A, T>({ ctx, operation, asked, call, onEnd }: AttemptOf<C, A, T>, priority: Priority, began: number, { turnstile, guardMs, rules }: AttemptDeps): Promise<Answered<T>> {
  return new Promise((resolve, reject) => {
    const start = Date.now();
    if (ctx.deadline <= start) {
      turnstile.leave(priority);
      throw new NotStarted('deadline');
    }
    const deadline = Math.min(ctx.deadline, start + operation.timeoutMs);
    let over = false;
    const end = (outcome: string): void => {
      over = true;
      endWait();
      turnstile.leave(priority);
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
      resolve({ value, began });
    };
    try {
      call({ ...ctx, deadline }, asked).then(answered, failed);
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
