import type { SpentBudget } from './budget.types.js';

/** An attempt that was not made, for a reason of ours: no place, or no time left. `budget` is what it waited for. */
export class NotStarted extends Error {
  constructor(
    readonly reason: 'saturated' | 'deadline',
    readonly budget?: SpentBudget,
    readonly retryAfterMs?: number,
  ) {
    super(reason);
  }
}

/** Ms until a deadline, as a timer takes them: a longer wait than 2^31 - 1 would fire at once. */
export function timerMs(deadline: number): number {
  return Math.min(Math.max(0, deadline - Date.now()), 2_147_483_647);
}
