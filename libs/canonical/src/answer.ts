/** One call to a system: kept so that attempts reach the timeline. */
export interface Attempt {
  /** ISO 8601 start. */
  at: string;
  durationMs: number;
  /** `ok`, or the error kind. */
  outcome: string;
}

/** What a contract method returns: a value, and how fresh it is. */
export interface Answer<T> {
  value: T;
  /** System id, or the name of our own store. */
  source: string;
  /** ISO 8601 time at which the source said so; of a call to a system, when it began: what was written before is in the answer. */
  asOf: string;
  /** True when the source could not be asked and this is its last known answer. */
  stale: boolean;
  attempts: Attempt[];
  /** True when a cache has the value and gives the same object again: what is made of it can be kept as well. Not told on the wire. */
  kept?: true;
}

export function fresh<T>(source: string, value: T, attempts: Attempt[] = []): Answer<T> {
  return { value, source, asOf: new Date().toISOString(), stale: false, attempts };
}
