import type { Pool } from 'pg';
import { isDatabaseAway, isUnmigrated } from '../database-away.js';
import { columnsOf, type AuditEntry } from './audit-entry.js';
import type { SubjectKeys } from './subject-keys.js';

/** Where the trail ends. */
export interface AuditHead {
  seq: number;
  /** In hex. */
  hash: string;
}

interface Waiting {
  entry: AuditEntry;
  /** Of those that are waited for. */
  done?: { resolve: () => void; reject: (error: unknown) => void };
}

export interface AuditLogSettings {
  pool: Pool;
  /** Left out: what is personal is not kept at all. */
  keys?: SubjectKeys;
  /** Hears where the trail ends, after each append. */
  onAppended?: (head: AuditHead) => void;
  /** Hears of what could not be written, and is written no more. */
  onLost?: (error: unknown, rows: number) => void;
}

/** Rows of one statement. */
const batchRows = 500;
/** ms that what nobody waits for waits for company. */
const batchMs = 100;
/** What nobody waits for and waits itself, at most: about 20 MB. */
const longestQueue = 20_000;
/** ms until a database that was away is asked again. */
const againMs = 1_000;

/**
 * Adds to the audit trail. Rows that come at once go in one statement, one statement at a time: the head of the chain is
 * locked once for all of them, as long as one commit takes.
 */
export class AuditLog {
  private readonly awaited: Waiting[] = [];
  private readonly noted: Waiting[] = [];
  private dropped = 0;
  private timer?: NodeJS.Timeout;
  private writing?: Promise<void>;
  private closed = false;

  constructor(private readonly settings: AuditLogSettings) {}

  /** Resolves once the row is durable. Rejects when it could not be written: whether it was may be unknown then. */
  append(entry: AuditEntry): Promise<void> {
    return new Promise((resolve, reject) => {
      this.awaited.push({ entry, done: { resolve, reject } });
      this.write();
    });
  }

  /** Written soon, with others. Nobody waits: while the queue is full, rows are counted, and one row says how many. */
  note(entry: AuditEntry): void {
    if (this.noted.length >= longestQueue) {
      this.dropped += 1;
      return;
    }
    this.noted.push({ entry });
    if (this.noted.length >= batchRows) this.write();
    else this.timer ??= setTimeout(() => this.write(), batchMs);
  }

  /** Writes what waits; what cannot be written then is lost, and told. */
  async close(): Promise<void> {
    this.closed = true;
    this.write();
    await this.writing;
    const lost = this.noted.length + this.dropped;
    if (lost > 0) this.settings.onLost?.(new Error('the process ends'), lost);
  }

  private write(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing ??= this.writeAll().finally(() => {
      this.writing = undefined;
      if (this.awaited.length > 0) this.write();
      else if (this.noted.length > 0 && !this.closed) this.timer ??= setTimeout(() => this.write(), againMs);
    });
  }

  private async writeAll(): Promise<void> {
    while (this.awaited.length + this.noted.length > 0) {
      const batch = this.awaited.splice(0, batchRows);
      batch.push(...this.noted.splice(0, batchRows - batch.length));
      const { dropped } = this;
      if (dropped > 0) batch.push({ entry: droppedEntry(dropped) });
      try {
        await this.insert(batch);
        this.dropped -= dropped;
        for (const { done } of batch) done?.resolve();
      } catch (error) {
        const entries = dropped > 0 ? batch.slice(0, -1) : batch;
        if (isDatabaseAway(error) || isUnmigrated(error)) {
          this.keepFor(error, entries);
          return;
        }
        await this.insertOneByOne(entries);
      }
    }
  }

  /** Whoever waits is told; what nobody waits for is tried again. */
  private keepFor(error: unknown, batch: Waiting[]): void {
    for (const { done } of batch) done?.reject(error);
    this.noted.unshift(...batch.filter(({ done }) => !done));
  }

  /** One row that the database refuses is a bug of ours, and holds up no other. */
  private async insertOneByOne(batch: Waiting[]): Promise<void> {
    for (const each of batch) {
      try {
        await this.insert([each]);
        each.done?.resolve();
      } catch (error) {
        if (each.done) each.done.reject(error);
        else this.settings.onLost?.(error, 1);
      }
    }
  }

  private async insert(batch: readonly Waiting[]): Promise<void> {
    const { pool, keys, onAppended } = this.settings;
    const rows = await Promise.all(batch.map(async ({ entry }) => columnsOf(entry, entry.personal && (await keys?.seal(entry.personal)))));
    const answer = await pool.query<{ last_seq: string; last_hash: Buffer }>({ name: 'strata_audit_append', text: 'SELECT last_seq, last_hash FROM audit.append($1)', values: [JSON.stringify(rows)] });
    const [head] = answer.rows;
    if (head) onAppended?.({ seq: Number(head.last_seq), hash: head.last_hash.toString('hex') });
  }
}

function droppedEntry(count: number): AuditEntry {
  return { at: new Date(), operation: 'audit.dropped', outcome: 'dropped', count };
}
