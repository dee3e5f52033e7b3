/** A timer that fires later than this, in ms, tells that the thread stood still or had more to do than it could. */
const lateMs = 10;
/** What was not sent when that happened, or not answered since the machine stood still as a whole, gets so many ms more at most. */
const graceMs = 50;

/**
 * Waits for an answer for so many ms of a thread that runs. Timers come before sockets in a turn of the event loop
 * (https://nodejs.org/en/learn/asynchronous-work/event-loop-timers-and-nexttick): after a pause that is longer than their
 * time, all calls under way would count as not answered while their answers lie in the sockets. So what has arrived is read
 * before anybody gives up, and who was late by itself waits as much longer, within bounds.
 */
export class Patience {
  private readonly due: number;
  private timer: NodeJS.Timeout;
  private look: NodeJS.Immediate | undefined;

  /** @param giveUp called once, unless the answer ends the wait before */
  constructor(
    ms: number,
    private readonly giveUp: () => void,
  ) {
    this.due = performance.now() + ms;
    this.timer = setTimeout(() => this.timeIsOver(), ms);
  }

  end(): void {
    clearTimeout(this.timer);
    clearImmediate(this.look);
  }

  private timeIsOver(): void {
    const late = performance.now() - this.due;
    if (late > lateMs) this.timer = setTimeout(() => this.lookOnce(), Math.min(late, graceMs));
    else this.lookOnce();
  }

  /** The poll phase of this turn comes first. */
  private lookOnce(): void {
    this.look = setImmediate(this.giveUp);
  }
}
