import { LRUCache } from 'lru-cache';
import type { ChangedRecords } from './changed-records.js';
import type { GuardedAnswer } from './policies.types.js';

/** An answer that is remembered. Callers share it as it is: a hit allocates nothing. */
export interface Known {
  answer: GuardedAnswer<unknown>;
  /** Epoch milliseconds at which its call began: what is said to be 1 s old is no older. */
  at: number;
  records: readonly string[];
  /** Up to where it is known that none of its records changed. */
  unchangedAt: number;
}

/** Of a known answer, whoever gets it. */
const noAttempts = Object.freeze([]) as unknown as [];

/** The last answers of a system. No lifetimes: each operation says how old its answers may be, and the least used leave. */
export class KnownAnswers {
  private readonly cache: LRUCache<string, Known>;

  constructor(
    entries: number,
    private readonly changed: ChangedRecords,
  ) {
    this.cache = new LRUCache({ max: entries });
  }

  /** The last answer, whatever its age. */
  last(key: string): Known | undefined {
    return this.cache.get(key);
  }

  /** Whether a record that the answer concerns changed after its call began. */
  isOutdated(known: Known): boolean {
    const { changed } = this;
    if (known.unchangedAt === changed.now) return false;
    if (changed.since(known.unchangedAt, known.records)) return true;
    known.unchangedAt = changed.now;
    return false;
  }

  /**
   * @param at epoch milliseconds at which the call began
   * @param count of the changes, when it began
   */
  remember(key: string, answer: GuardedAnswer<unknown>, at: number, records: readonly string[], count: number): void {
    const before = this.cache.peek(key);
    // Of two answers that were under way together the one that was asked for later stays.
    if (before && before.at > at) return;
    this.cache.set(key, { answer: { ...answer, attempts: noAttempts }, at, records, unchangedAt: count });
  }
}
