import { NotStarted, timerMs } from './not-started.js';
import { reachOf, rankOf, type Permits, type Priority, type Rank, type SpentBudget } from './budget.types.js';

export interface TurnstileSettings {
  /** Calls in flight at most. */
  inFlight: number;
  /** Calls of each priority that may wait; the next one is refused. */
  waiting: number;
  callsPerSecond?: number;
}

interface Waiter {
  enter(): void;
}

/** Ms after which a caller may try again where nothing says when a place is free. */
const usualRetryMs = 1_000;

/**
 * Lets calls to one system begin: each needs a place in flight and a permit of the rate. Who waits goes by priority, then in
 * turn, and leaves at its deadline. No library stands behind the waiting: p-queue takes 4 us of a call that finds
 * a free place, this 0.1, and it knows neither shares nor permits that come from elsewhere.
 */
export class Turnstile {
  private readonly reach: readonly number[];
  private readonly inUse = [0, 0, 0];
  /** A set keeps the order of arrival, and who leaves in between costs nothing. */
  private readonly queues: readonly Set<Waiter>[] = [new Set(), new Set(), new Set()];

  constructor(
    private readonly settings: TurnstileSettings,
    private readonly permits: Permits,
  ) {
    this.reach = reachOf(settings.inFlight);
  }

  get inFlight(): number {
    return this.inUse[0]! + this.inUse[1]! + this.inUse[2]!;
  }

  /** Calls that have a place and wait for a permit, by rank. */
  get short(): readonly number[] {
    return ([0, 1, 2] as const).map((rank) => Math.max(0, Math.min(this.queues[rank]!.size, this.room(rank))));
  }

  get waiting(): number {
    return this.queues[0]!.size + this.queues[1]!.size + this.queues[2]!.size;
  }

  get left(): number {
    return this.permits.left();
  }

  /** Whether a call would begin now, as far as places and who waits go. */
  isFree(priority: Priority): boolean {
    const rank = rankOf[priority];
    return this.isNext(rank) && this.room(rank) > 0 && this.permits.left() >= 1;
  }

  /**
   * A turn to make one call, which `leave` ends.
   * @returns undefined when it begins now; otherwise it rejects with NotStarted at `deadline`, or when too many wait
   */
  enter(priority: Priority, deadline: number): Promise<void> | undefined {
    const rank = rankOf[priority];
    if (this.isNext(rank) && this.room(rank) > 0 && this.permits.take(rank)) {
      this.inUse[rank]! += 1;
      return undefined;
    }
    if (this.queues[rank]!.size >= this.settings.waiting) return Promise.reject(this.refusal('saturated'));
    return this.wait(rank, deadline);
  }

  leave(priority: Priority): void {
    this.inUse[rankOf[priority]]! -= 1;
    if (this.waiting > 0) this.advance();
  }

  /** Lets in whoever may begin now. To be called whenever there may be more permits. */
  advance(): void {
    for (const rank of [0, 1, 2] as const) {
      const queue = this.queues[rank]!;
      for (const waiter of queue) {
        // What keeps this one out keeps out all behind it: shares are nested, and so are permits.
        if (this.room(rank) <= 0) return;
        if (!this.permits.take(rank)) return this.permits.expect();
        this.inUse[rank]! += 1;
        queue.delete(waiter);
        waiter.enter();
      }
    }
  }

  private isNext(rank: Rank): boolean {
    for (let before = 0; before <= rank; before += 1) if (this.queues[before]!.size > 0) return false;
    return true;
  }

  /** Places that calls of a rank may still take. */
  private room(rank: Rank): number {
    let used = 0;
    let room = Number.POSITIVE_INFINITY;
    for (let behind = 2; behind >= 0; behind -= 1) {
      used += this.inUse[behind]!;
      if (behind <= rank) room = Math.min(room, this.reach[behind]! - used);
    }
    return room;
  }

  private wait(rank: Rank, deadline: number): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const queue = this.queues[rank]!;
      const late = setTimeout(() => {
        queue.delete(waiter);
        reject(this.refusal('deadline'));
      }, timerMs(deadline));
      const waiter = {
        enter: () => {
          clearTimeout(late);
          resolve();
        },
      };
      queue.add(waiter);
      if (this.room(rank) > 0) this.permits.expect();
    });
  }

  private refusal(reason: NotStarted['reason']): NotStarted {
    const { budget, retryAfterMs } = this.spent();
    return new NotStarted(reason, budget, retryAfterMs);
  }

  /** What those who wait, wait for, and ms after which it is worth coming back. */
  spent(): { budget: SpentBudget; retryAfterMs: number } {
    const { callsPerSecond, inFlight } = this.settings;
    const budget: SpentBudget = { ...(callsPerSecond !== undefined && { callsPerSecond }), inFlight, left: callsPerSecond === undefined ? 0 : Math.max(0, this.permits.left()), resetMs: Math.ceil(this.permits.resetMs()) };
    const queueMs = callsPerSecond === undefined ? usualRetryMs : (this.waiting / callsPerSecond) * 1_000;
    return { budget, retryAfterMs: Math.max(budget.resetMs, Math.ceil(queueMs)) };
  }
}
