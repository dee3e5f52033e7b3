import { whenTimeIsOver } from '#event-loop';
import { NotStarted } from './not-started.js';

/**
 * Asks, and when no answer is there after `delayMs` asks a second time. The first answer wins; the other is not waited
 * for. Fails when all that was asked failed: a failure before the delay is over is no reason to hedge, but to try again.
 * @param mayHedge asked when the delay is over
 */
export function hedged<T>(ask: () => Promise<T>, delayMs: number, mayHedge: () => boolean): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let out = 1;
    let failure: unknown;
    const lost = (error: unknown): void => {
      out -= 1;
      // That there was no place for the second says nothing of the first.
      if (failure === undefined || !(error instanceof NotStarted)) failure = error;
      if (out > 0) return;
      endWait();
      reject(failure);
    };
    const won = (value: T): void => {
      endWait();
      resolve(value);
    };
    ask().then(won, lost);
    const endWait = whenTimeIsOver(delayMs, () => {
      if (!mayHedge()) return;
      out += 1;
      ask().then(won, lost);
    });
  });
}
