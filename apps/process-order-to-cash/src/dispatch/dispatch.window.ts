/** How many orders of one part of a backlog may be underway: one canary while the system is down, then more and more. */
export interface DispatchWindow {
  size: number;
  /** Looks in a row in which whoever came back was still waiting. */
  failures: number;
  /** Epoch ms before which no further canary goes. */
  notBefore: number;
}

/** Orders that were told and have tried since the last look. */
export interface Returned {
  /** Went on. */
  gone: number;
  /** Wait again. */
  back: number;
}

export const closedWindow: DispatchWindow = { size: 1, failures: 0, notBefore: 0 };

const firstCanaryMs = 1_000;
const lastCanaryMs = 5_000;

/** One that went on shows that the system is back; the size doubles up to `most`. When none did it is still down. */
export function windowAfter(window: DispatchWindow, { gone, back }: Returned, most: number, now: number): DispatchWindow {
  if (gone > 0) return { size: Math.min(window.size * 2, most), failures: 0, notBefore: 0 };
  if (back === 0) return window;
  const waitMs = Math.min(firstCanaryMs * 2 ** Math.min(window.failures, 10), lastCanaryMs);
  return { size: 1, failures: window.failures + 1, notBefore: now + waitMs };
}

/** Orders of this part that may be told now. */
export function roomIn({ size, notBefore }: DispatchWindow, out: number, now: number): number {
  return now < notBefore ? 0 : Math.max(0, size - out);
}

/** What a second's budget still lets through. Nothing is saved up beyond a tenth of a second: no burst after a pause. */
export function allowanceAfter(allowance: number, perSecond: number, elapsedMs: number): number {
  const saved = Math.max(1, perSecond / 10);
  return Math.min(saved, allowance + (perSecond * Math.max(0, elapsedMs)) / 1_000);
}
