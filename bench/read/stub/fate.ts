/** What a system does to the calls that it gets. */
export interface Behaviour {
  /** ms before each answer. */
  latencyMs: number;
  /** Share of the calls that are answered 503. */
  errors: number;
  /** Share of the calls that are never answered. */
  hangs: number;
  /** All calls are left without an answer; or nobody listens any more. */
  dead: 'no' | 'silent' | 'refused';
}

export const healthy: Behaviour = { latencyMs: 0, errors: 0, hangs: 0, dead: 'no' };

export type Fate = 'answer' | 'error' | 'hang';

/** @param luck evenly from 0 to 1 */
export function fateOf({ dead, errors, hangs }: Behaviour, luck: number): Fate {
  if (dead !== 'no' || luck < hangs) return 'hang';
  return luck < hangs + errors ? 'error' : 'answer';
}

/** The same draws in each run (mulberry32, as it is generally known). */
export function drawsFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
