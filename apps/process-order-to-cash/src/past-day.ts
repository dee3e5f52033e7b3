import { unprocessable, type StrataError } from '#canonical';

/** No place on earth is farther ahead of UTC. */
const farthestAheadMs = 14 * 3_600_000;

/** Answered 422: nothing can have arrived on a day that has begun nowhere. */
export function dayToCome(): StrataError {
  return unprocessable([{ pointer: '/receivedOn', detail: 'expected a day that has come' }]);
}

/** Throws `invalid` (422) for a date that has begun nowhere yet. */
export function requirePastDay(day: string, now = Date.now()): void {
  if (day > new Date(now + farthestAheadMs).toISOString().slice(0, 10)) throw dayToCome();
}
