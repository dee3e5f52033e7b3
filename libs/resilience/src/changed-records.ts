import { LRUCache } from 'lru-cache';

/** Which records changed, and when: by a count of changes, since several happen within a millisecond. */
export class ChangedRecords {
  private count = 0;
  /** What began at this count or before may be outdated by a change that is no longer remembered. */
  private floor = -1;
  private readonly changes: LRUCache<string, number>;

  constructor(remembered: number) {
    this.changes = new LRUCache<string, number>({
      max: remembered,
      dispose: (change, _record, reason) => {
        if (reason === 'evict') this.floor = Math.max(this.floor, change - 1);
      },
    });
  }

  /** Where the count stands: whoever asks a system now notes it. */
  get now(): number {
    return this.count;
  }

  add(records: readonly string[]): void {
    this.count += 1;
    for (const record of records) this.changes.set(record, this.count);
  }

  /** Whether one of the records changed after the count stood there. */
  since(count: number, records: readonly string[]): boolean {
    if (count === this.count) return false;
    if (count <= this.floor) return true;
    for (const record of records) {
      const change = this.changes.peek(record);
      if (change !== undefined && change > count) return true;
    }
    return false;
  }
}
