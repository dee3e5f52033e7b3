import type { CallScope, GuardedOperation } from './policies.types.js';
import type { ResilienceSettings } from './resilience.settings.js';

/** How a safe operation is tried for a caller. Times in ms. */
export interface TryPlan {
  tries: number;
  /** Somebody waits: a try is short while another may follow, and retries are a share of the calls. */
  brief: boolean;
  firstDelayMs: number;
  /** No further try with less time left than this. */
  leastLeftMs: number;
}

/**
 * A flow has time and must not miss its answer: few tries of full length, with pauses. A screen waits: more tries, short
 * ones, with pauses that nobody sees.
 */
export function planOf({ priority }: CallScope, operation: GuardedOperation, retry: ResilienceSettings['retry']): TryPlan {
  const { tries, firstDelayMs, maxDelayMs, screenDelayMs } = retry;
  return isFlow(priority)
    ? { tries, brief: false, firstDelayMs, leastLeftMs: maxDelayMs }
    : { tries: operation.tries ?? tries, brief: true, firstDelayMs: screenDelayMs, leastLeftMs: screenDelayMs };
}

export function isFlow(priority: CallScope['priority']): boolean {
  return priority === undefined || priority === 'order';
}
