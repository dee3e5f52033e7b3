import { whenTimeIsOver } from '#event-loop';

/**
 * The call that tries a half-open circuit. The system has a short time to show that it is back, or who hangs would keep
 * the circuit from the next try for as long as a call may take. Its answer may come late, though: then it is back, and
 * slower than it was, and the next trials wait for it.
 */
export class Trial {
  private lingering = false;
  private slowMs = 0;

  /** @param leastMs how long a trial waits at least */
  constructor(private readonly leastMs: number) {}

  /**
   * @param usualMs how long a try of the operation waits
   * @param call made within so many ms: all the time it has while no other trial is out that long
   * @param tooLate what is thrown when the time of the trial is over
   */
  async made<T>(usualMs: number, timeoutMs: number, call: (withinMs: number) => Promise<T>, tooLate: () => Error): Promise<T> {
    const trialMs = Math.min(timeoutMs, Math.max(this.leastMs, usualMs, this.slowMs));
    if (this.lingering) return call(trialMs);
    this.lingering = true;
    const began = Date.now();
    let endWait: (() => void) | undefined;
    const overdue = new Promise<never>((_, reject) => {
      endWait = whenTimeIsOver(trialMs, () => reject(tooLate()));
    });
    const answer = call(timeoutMs);
    const end = (slowMs: number): void => {
      endWait?.();
      this.lingering = false;
      this.slowMs = slowMs;
    };
    answer.then(
      () => end(2 * (Date.now() - began)),
      () => end(0),
    );
    return Promise.race([answer, overdue]);
  }
}
