/** A time that somebody waits for, and that is hardly ever over before the wait is. */
export interface Wait {
  /** By the clock of `performance.now`. */
  readonly due: number;
  readonly over: () => void;
}

/**
 * Waits of one system. Each read has several, and nearly all are ended before their time: so they share one timer, which is
 * set for the first that would be over.
 *
 * One is over once what had arrived by then was read. Timers come before sockets in a turn of the event loop
 * (https://nodejs.org/en/learn/asynchronous-work/event-loop-timers-and-nexttick): after a pause of the thread that is
 * longer than their time, calls whose answers lie there would be given up.
 */
export class Waits {
  private readonly open = new Set<Wait>();
  private timer: NodeJS.Timeout | undefined;
  private look: NodeJS.Immediate | undefined;
  private timerDue = Number.POSITIVE_INFINITY;

  /** Calls `over` after so many ms, unless the wait is ended before. */
  begin(ms: number, over: () => void): Wait {
    const wait = { due: performance.now() + ms, over };
    this.open.add(wait);
    if (wait.due < this.timerDue) this.setTimer(wait.due);
    return wait;
  }

  end(wait: Wait): void {
    // The timer stays for the others. Without any it would keep a process from ending.
    if (this.open.delete(wait) && this.open.size === 0) this.clearTimer();
  }

  private setTimer(due: number): void {
    clearTimeout(this.timer);
    this.timerDue = due;
    this.timer = setTimeout(() => {
      this.timerDue = Number.POSITIVE_INFINITY;
      const now = performance.now();
      this.look = setImmediate(() => this.endUntil(now));
    }, Math.ceil(due - performance.now()));
  }

  private clearTimer(): void {
    clearTimeout(this.timer);
    clearImmediate(this.look);
    this.timerDue = Number.POSITIVE_INFINITY;
  }

  private endUntil(now: number): void {
    for (const wait of this.open) {
      if (wait.due > now) continue;
      this.open.delete(wait);
      wait.over();
    }
    let first = Number.POSITIVE_INFINITY;
    for (const { due } of this.open) first = Math.min(first, due);
    if (first < this.timerDue) this.setTimer(first);
  }
}
