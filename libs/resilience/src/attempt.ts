import type { BulkheadPolicy } from 'cockatiel';
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

/** Makes one call: in a place of the bulkhead, within its time. Throws NotStarted, or what the call throws. */
export function attempt<C extends CallScope, T>(ctx: C, operation: GuardedOperation, call: (ctx: C) => Promise<T>, deps: AttemptDeps): Promise<T> {
  const { bulkhead } = deps;
  if (bulkhead.executionSlots > 0) return bulkhead.execute(() => timedCall(ctx, operation, call, deps));
  if (bulkhead.queueSlots === 0) throw new NotStarted('saturated');
  return new Promise<T>((resolve, reject) => {
    // Who waits for a place is answered at its deadline, not when the place is free.
    const late = setTimeout(() => reject(new NotStarted('deadline')), Math.max(0, ctx.deadline - Date.now()));
    const inPlace = (): Promise<T> => {
      clearTimeout(late);
      return timedCall(ctx, operation, call, deps);
    };
    bulkhead.execute(inPlace).then(resolve, reject);
  });
}

async function timedCall<C extends CallScope, T>(ctx: C, operation: GuardedOperation, call: (ctx: C) => Promise<T>, deps: AttemptDeps): Promise<T> {
  const start = Date.now();
  if (ctx.deadline <= start) throw new NotStarted('deadline');
  const deadline = Math.min(ctx.deadline, start + operation.timeoutMs);
  const end = (outcome: string): void => deps.onEnd({ at: new Date(start).toISOString(), durationMs: Date.now() - start, outcome });
  try {
    const value = await guarded(() => call({ ...ctx, deadline }), deadline - start + deps.guardMs, () => overrun(operation, deps.rules));
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
  const overrun = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(onOverrun()), ms);
  });
  try {
    return await Promise.race([work(), overrun]);
  } finally {
    clearTimeout(timer);
  }
}
