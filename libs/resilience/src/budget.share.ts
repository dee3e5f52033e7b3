import { reachOf, type Demand, type Permits, type Rank } from './budget.types.js';

/** A second, and what may lie between a permit and the moment its call leaves the process. */
export const windowMs = 1_020;

/** For systems without a rate. */
export const unlimited: Permits = { take: () => true, expect: () => undefined, left: () => Number.MAX_SAFE_INTEGER, resetMs: () => 0 };

/** So many in every sliding window: the time of each is kept until the window has passed it. */
class SlidingWindow {
  private readonly times: Float64Array;
  private oldest = 0;

  constructor(
    limit: number,
    private readonly ms: number,
  ) {
    this.times = new Float64Array(limit).fill(Number.NEGATIVE_INFINITY);
  }

  /** ms until there is room; 0 when there is now. */
  fullFor(now: number): number {
    return Math.max(0, this.times[this.oldest]! + this.ms - now);
  }

  note(now: number): void {
    this.times[this.oldest] = now;
    this.oldest = (this.oldest + 1) % this.times.length;
  }

  used(now: number): number {
    let used = 0;
    for (const at of this.times) if (at + this.ms > now) used += 1;
    return used;
  }

  get limit(): number {
    return this.times.length;
  }
}

/** What a replica may do by itself: the rate divided by the replicas that are configured. */
export class RateShare implements Permits {
  private readonly windows: readonly SlidingWindow[];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    callsPerSecond: number,
    replicas: number,
    private readonly demand: Demand,
  ) {
    const ms = windowMs * Math.max(1, replicas / callsPerSecond);
    this.windows = reachOf(Math.max(1, Math.floor(callsPerSecond / replicas))).map((limit) => new SlidingWindow(limit, ms));
  }

  take(rank: Rank): boolean {
    const now = performance.now();
    for (let ahead = 0; ahead <= rank; ahead += 1) if (this.windows[ahead]!.fullFor(now) > 0) return false;
    for (let ahead = 0; ahead <= rank; ahead += 1) this.windows[ahead]!.note(now);
    return true;
  }

  expect(): void {
    const first = this.demand.waiting().findIndex((count) => count > 0);
    if (this.timer !== undefined || first < 0) return;
    const now = performance.now();
    const ms = Math.max(...this.windows.slice(0, first + 1).map((window) => window.fullFor(now)));
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.demand.advance();
    }, Math.ceil(ms));
  }

  left(): number {
    return this.windows[0]!.limit - this.used();
  }

  /** Calls of the last window. */
  used(): number {
    return this.windows[0]!.used(performance.now());
  }

  resetMs(): number {
    return this.windows[0]!.fullFor(performance.now());
  }
}
