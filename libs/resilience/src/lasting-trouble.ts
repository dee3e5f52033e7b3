import { CircuitState, CountBreaker } from 'cockatiel';
import type { ResilienceSettings } from './resilience.settings.js';

/** Of the failures that open a circuit, so many are looked at for being of one moment; the others may be what fails at all times. */
const shareOfTheMoment = 2 / 3;

/**
 * Opens a circuit when too many of the last calls failed, and not all of that in one moment: a system that stands still for
 * longer than a try, by itself or with its machine, fails all calls that are under way at once and answers the next ones. With
 * a hundred calls at once the last forty say nothing more than that.
 */
export class LastingTrouble extends CountBreaker {
  /** When the last failures were, in epoch ms; 0 for none yet. */
  private readonly failedAt: number[];
  private next = 0;
  private since: number | undefined;

  constructor(private readonly settings: ResilienceSettings['breaker']) {
    const { failureShare, calls, leastCalls } = settings;
    super({ threshold: failureShare, size: calls, minimumNumberOfCalls: leastCalls });
    this.failedAt = Array.from({ length: Math.max(1, Math.round(shareOfTheMoment * failureShare * calls)) }, () => 0);
  }

  /** Too many of the last calls failed, and it may have been a moment. */
  get isInDoubt(): boolean {
    return this.since !== undefined;
  }

  override failure(state: CircuitState): boolean {
    const now = Date.now();
    const before = this.failedAt[this.next]!;
    this.failedAt[this.next] = now;
    this.next = (this.next + 1) % this.failedAt.length;
    const isTooMany = super.failure(state);
    this.since = isTooMany && state === CircuitState.Closed ? (this.since ?? now) : undefined;
    if (this.since === undefined) return isTooMany;
    if (now - Math.min(this.since, before) < this.settings.momentMs) return false;
    this.since = undefined;
    return true;
  }
}
