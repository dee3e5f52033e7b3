import { isBulkheadRejectedError, type BulkheadPolicy } from 'cockatiel';
import type { Attempt, CallScope, ErrorRules, GuardedOperation } from './policies.types.js';

/** An attempt that was not made, for a reason of ours: no place, or no time left. */
export class NotStarted extends Error {
  constructor(readonly reason: 'saturated' | 'deadline') {
    super(reason);
  }
}

export interface AttemptDeps {
  bulkhead: BulkheadPolicy;
  guardMs: number;
  rules: ErrorRules;
  onEnd(attempt: Attempt): void;
}

/** Ms until a deadline, as a timer takes them: a longer wait than 2^31 - 1 would fire at once. */
export function timerMs(deadline: number): number {
  return Math.min(Math.max(0, deadline - Date.now()), 2_147_483_647);
}

/** Makes one call: in a place of the bulkhead, within its time. Throws NotStarted, or what the call throws. */
export function attempt<C extends CallScope, T>(ctx: C, operation: GuardedOperation, call: (ctx: C) => Promise<T>, deps: AttemptDeps): Promise<T> {
  const { bulkhead } = deps;
  if (bulkhead.executionSlots > 0) return bulkhead.execute(() => timedCall(ctx, operation, call, deps));
  if (bulkhead.queueSlots === 0) throw new NotStarted('saturated');
  return new Promise<T>((resolve, reject) => {
    // Who waits for a place is answered at its deadline, not when the place is free.
    const late = setTimeout(() => reject(new NotStarted('deadline')), timerMs(ctx.deadline));
    const inPlace = (): Promise<T> => {
      clearTimeout(late);
      return timedCall(ctx, operation, call, deps);
    };
    bulkhead
      .execute(inPlace)
      // A newcomer may take the place in between, and the queue may be full again.
      .catch((error: unknown) => Promise.reject(isBulkheadRejectedError(error as Error) ? new NotStarted('saturated') : error))
      .then(resolve, reject)
      .finally(() => clearTimeout(late));
  });
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
