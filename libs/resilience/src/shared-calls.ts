import { rankOf } from './budget.types.js';
import type { ChangedRecords } from './changed-records.js';
import type { CallScope, GuardedAnswer } from './policies.types.js';

interface Shared {
  answer: Promise<GuardedAnswer<unknown>>;
  /** Of the priority with which it waits its turn. */
  rank: number;
  /** Found out when somebody else asks: most calls are their caller's alone. */
  recordsOf(): readonly string[];
  /** Of the changes, when it began. */
  count: number;
}

/** Calls under way that several may wait for. */
export class SharedCalls {
  private readonly calls = new Map<string, Shared>();

  constructor(private readonly changed: ChangedRecords) {}

  /**
   * The call that is under way for the same question, or a new one. One that waits its turn behind more urgent ones is
   * not joined, nor is one that began before a record changed that it asks for.
   */
  join<T>(key: string, priority: CallScope['priority'], recordsOf: () => readonly string[], start: () => Promise<GuardedAnswer<T>>): Promise<GuardedAnswer<T>> {
    const rank = rankOf[priority ?? 'order'];
    const under = this.calls.get(key);
    if (under && under.rank <= rank && !this.changed.since(under.count, under.recordsOf())) return under.answer as Promise<GuardedAnswer<T>>;
    const shared: Shared = { answer: start(), rank, recordsOf, count: this.changed.now };
    this.calls.set(key, shared);
    const end = (): void => {
      if (this.calls.get(key) === shared) this.calls.delete(key);
    };
    shared.answer.then(end, end);
    return shared.answer as Promise<GuardedAnswer<T>>;
  }
}
