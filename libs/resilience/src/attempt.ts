import type { Priority } from './budget.types.js';
import { NotStarted, timerMs } from './not-started.js';
import type { Attempt, CallScope, ErrorRules, GuardedOperation } from './policies.types.js';
import type { Turnstile } from './turnstile.js';

export interface AttemptDeps {
  turnstile: Turnstile;
  guardMs: number;
  rules: ErrorRules;
  onEnd(attempt: Attempt): void;
}

/** Makes one call: when it is its turn, within its time. Throws NotStarted, or what the call throws. */
export async function attempt<C extends CallScope, T>(ctx: C, operation: GuardedOperation, call: (ctx: C) => Promise<T>, deps: AttemptDeps): Promise<T> {
  if (ctx.deadline <= Date.now()) throw new NotStarted('deadline');
  const priority: Priority = ctx.priority ?? 'order';
  const turn = deps.turnstile.enter(priority, ctx.waitUntil ?? ctx.deadline);
  if (turn !== undefined) await turn;
  try {
    return await timedCall(ctx, operation, call, deps);
  } finally {
    deps.turnstile.leave(priority);
  }
}

async function timedCall<C extends CallScope, T>(ctx: C, operation: GuardedOperation, call: (ctx: C) => Promise<T>, deps: AttemptDeps): Promise<T> {
  const start = Date.now();
  if (ctx.deadline <= start) throw new NotStarted('deadline');
  const deadline = Math.min(ctx.deadline, start + operation.timeoutMs);
  const end = (outcome: string): void => deps.onEnd({ at: new Date(start).toISOString(), durationMs: Date.now() - start, outcome });
  try {
    const value = await guarded(() => call({ ...ctx, deadline }), timerMs(deadline + deps.guardMs), () => overrun(operation, deps.rules));
    end('ok');
    return value;
  } catch (error) {
    end(deps.rules.outcomeOf(error));
    throw error;
  }
}

function overrun({ safe }: GuardedOperation, rules: ErrorRules): Error {
  return safe
    ? rules.unavailable('the system did not answer in time', { reason: 'timeout' })
    : rules.unknownOutcome('the system did not answer a write in time', { reason: 'timeout' });
}

/** A plain timer: an AbortSignal in every call costs more than all policies together. */
async function guarded<T>(work: () => Promise<T>, ms: number, onOverrun: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(onOverrun()), ms);
  });
  try {
    return await Promise.race([work(), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
