import { isDeepStrictEqual } from 'node:util';
import { LRUCache } from 'lru-cache';

/** ms that a row is believed. A client that is revoked is out everywhere within 5 s: this, and the time that a question takes. */
const keptMs = 3_000;
/** ms after which a row in use is read again behind its readers' back. */
const renewedAfterMs = 2_000;
/** Of ids that nobody has asked for lately, so many questions wait at once: who tries keys at random keeps nobody else out. */
const firstQuestions = 50;

interface Row<T> {
  value: T | undefined;
  /** When it was asked for, of the monotonic clock. */
  askedAt: number;
}

/** Thrown for a first question too many. */
export class TooManyQuestions extends Error {}

/** Rows by id, as they were at most 3 s ago. One that has not changed is the same object. */
export class Kept<T> {
  private readonly rows = new LRUCache<string, Row<T>>({ max: 10_000 });
  private readonly asking = new Map<string, Promise<T | undefined>>();

  constructor(
    private readonly ask: (id: string) => Promise<T | undefined>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** At once where it is known well enough. Rejects as the question does, when what is known is too old. */
  of(id: string): T | undefined | Promise<T | undefined> {
    const row = this.rows.get(id);
    const age = row ? this.now() - row.askedAt : Infinity;
    if (!row || age >= keptMs) return this.look(id, row);
    // What fails here is asked again, and told when the row is too old.
    if (age >= renewedAfterMs) this.look(id, row).catch(() => undefined);
    return row.value;
  }

  private async look(id: string, before: Row<T> | undefined): Promise<T | undefined> {
    const asked = this.asking.get(id);
    if (asked) return asked;
    if (!before && this.asking.size >= firstQuestions) throw new TooManyQuestions('too many unknown ids are asked for');
    const answer = this.read(id, before).finally(() => this.asking.delete(id));
    this.asking.set(id, answer);
    return answer;
  }

  private async read(id: string, before: Row<T> | undefined): Promise<T | undefined> {
    const askedAt = this.now();
    const read = await this.ask(id);
    const value = isDeepStrictEqual(read, before?.value) ? before?.value : read;
    this.rows.set(id, { value, askedAt });
    return value;
  }
}
