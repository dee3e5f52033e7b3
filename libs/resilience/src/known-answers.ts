import { LRUCache } from 'lru-cache';
import type { GuardedAnswer } from './policies.types.js';

interface Known {
  answer: GuardedAnswer<unknown>;
  /** Epoch milliseconds. */
  at: number;
}

type Ask<T> = () => Promise<GuardedAnswer<T>>;

/** The last answers of a system. Who asks the same at the same time shares one call, and no caller's leaving ends it. */
export class KnownAnswers {
  private readonly cache: LRUCache<string, Known, Ask<unknown>>;

  constructor(entries: number) {
    // No lifetimes: each operation says how old its answers may be, and the least used leave.
    this.cache = new LRUCache<string, Known, Ask<unknown>>({
      max: entries,
      ignoreFetchAbort: true,
      noDeleteOnFetchRejection: true,
      fetchMethod: async (_key, _old, { context: ask }) => ({ answer: await ask(), at: Date.now() }),
    });
  }

  /** The answer to `key` when it is at most `ms` old, and its age in ms. */
  find<T>(key: string, ms: number): { answer: GuardedAnswer<T>; ageMs: number } | undefined {
    const known = this.cache.peek(key);
    if (!known) return undefined;
    const ageMs = Date.now() - known.at;
    return ageMs <= ms ? { answer: known.answer as GuardedAnswer<T>, ageMs } : undefined;
  }

  remember(key: string, answer: GuardedAnswer<unknown>): void {
    this.cache.set(key, { answer, at: Date.now() });
  }

  /** Asks, or waits with those who asked before; what is answered is remembered. */
  async share<T>(key: string, ask: Ask<T>): Promise<GuardedAnswer<T>> {
    const known = await this.cache.forceFetch(key, { forceRefresh: true, context: ask });
    return known.answer as GuardedAnswer<T>;
  }
}
