import { setTimeout as sleep } from 'node:timers/promises';

interface Answer {
  status: number;
  headers: Headers;
}

/** Too many calls at once, a system that is away, one that is too slow: what a busy moment is answered with, and the next one is not. */
const passing = new Set([429, 503, 504]);
const patienceMs = 30_000;
/** Where an answer does not say when to come again. */
const againAfterMs = 500;

/**
 * Asks again, as a client that needs its answer does: when `retry-after` says so (RFC 9110, 10.2.3; in seconds).
 * @returns the first answer that is no passing refusal; after 30 s the last one, whatever it is
 */
export async function patiently<T extends Answer>(ask: () => Promise<T>): Promise<T> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    const seconds = Number(answer.headers.get('retry-after'));
    const waitMs = seconds > 0 ? seconds * 1_000 : againAfterMs;
    if (!passing.has(answer.status) || Date.now() + waitMs > until) return answer;
    await sleep(waitMs);
  }
}
