import { rankOf, type Rank } from './budget.types.js';
import type { ChangedRecords } from './changed-records.js';
import type { CallScope, GuardedAnswer } from './policies.types.js';

interface Shared {
  /** Until it ends: tables that the map has outgrown keep what was in them alive until the whole heap is marked, each other too, and with it two in five of all answers. */
  answer: Promise<GuardedAnswer<unknown>> | undefined;
  /** Of the priority with which it waits its turn. */
  rank: Rank;
  /** Of the changes, when it began. */
  count: number;
}

/** Calls under way that several may wait for. */
export class SharedCalls {
  private readonly calls = new Map<string, Shared>();

  constructor(private readonly changed: ChangedRecords) {}

  /**
   * The call that is under way for the same question. One that waits its turn behind more urgent ones is not joined, nor is
   * one that began before a record changed that it asks for.
   * @param recordsOf found out when there is one: most calls are their caller's alone
   */
  underWay<T>(key: string, priority: CallScope['priority'], recordsOf: () => readonly string[]): Promise<GuardedAnswer<T>> | undefined {
    const under = this.calls.get(key);
    const isFit = under && under.rank <= rankOf[priority ?? 'order'] && !this.changed.since(under.count, recordsOf());
    return isFit ? (under.answer as Promise<GuardedAnswer<T>> | undefined) : undefined;
  }

  /** Has others join the call that has just begun, until it ends. */
  add<T>(key: string, priority: CallScope['priority'], answer: Promise<GuardedAnswer<T>>): Promise<GuardedAnswer<T>> {
    const shared: Shared = { answer, rank: rankOf[priority ?? 'order'], count: this.changed.now };
    this.calls.set(key, shared);
    const end = (): void => {
      if (this.calls.get(key) === shared) this.calls.delete(key);
      shared.answer = undefined;
    };
    answer.then(end, end);
    return answer;
  }
}
