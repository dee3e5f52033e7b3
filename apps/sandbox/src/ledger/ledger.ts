import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { migrate } from './ledger.migrations.js';
import { LEDGER_SCHEMA } from './ledger.schema.js';

export type Bound = SQLInputValue;

/**
 * The sandbox's books: one SQLite file, prepared statements, units of work.
 *
 * WAL with synchronous=NORMAL: a commit has reached the operating system before the answer leaves, so it survives
 * kill -9. FULL would add an fsync per order to survive a power cut as well, which a sandbox need not and which would
 * make it slower than the systems under test.
 */
export class Ledger {
  readonly database: DatabaseSync;
  private readonly statements = new Map<string, StatementSync>();
  private depth = 0;
  private readonly atCommit = new Map<string, () => void>();
  private readonly atRollback: (() => void)[] = [];

  constructor(home: string) {
    mkdirSync(home, { recursive: true });
    this.database = new DatabaseSync(join(home, 'sandbox.db'));
    this.database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=5000; PRAGMA cache_size=-8000');
    this.database.exec(LEDGER_SCHEMA);
    migrate(this.database);
  }

  one<T>(sql: string, ...values: Bound[]): T | undefined {
    return this.prepare(sql).get(...values) as T | undefined;
  }

  all<T>(sql: string, ...values: Bound[]): T[] {
    return this.prepare(sql).all(...values) as T[];
  }

  /** Rows one by one, so that a long ledger is never held in memory as a whole. */
  each<T>(sql: string, ...values: Bound[]): Iterable<T> {
    // A statement of its own: a cached one would be reset when the same SQL runs again while this is being read.
    return this.database.prepare(sql).iterate(...values) as Iterable<T>;
  }

  run(sql: string, ...values: Bound[]): number {
    return Number(this.prepare(sql).run(...values).changes);
  }

  /** Inserts a record whose property names are column names. */
  insert(table: string, record: object): void {
    const columns = Object.keys(record);
    const sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
    this.prepare(sql).run(...(Object.values(record) as Bound[]));
  }

  /** Everything in `work` is kept, or nothing. Inside another unit of work it joins that one. */
  transaction<T>(work: () => T): T {
    if (this.depth > 0) return work();
    this.database.exec('BEGIN IMMEDIATE');
    this.depth = 1;
    try {
      const result = work();
      for (const action of this.atCommit.values()) action();
      this.database.exec('COMMIT');
      return result;
    } catch (error) {
      this.database.exec('ROLLBACK');
      for (const undo of this.atRollback.toReversed()) undo();
      throw error;
    } finally {
      this.depth = 0;
      this.atCommit.clear();
      this.atRollback.length = 0;
    }
  }

  /** Runs `action` once, at the end of the running unit of work, however often `name` is announced in it. */
  onCommit(name: string, action: () => void): void {
    if (this.depth === 0) action();
    else this.atCommit.set(name, action);
  }

  /** Takes back what the running unit of work changed in memory, when nothing of it is kept. */
  onRollback(undo: () => void): void {
    if (this.depth > 0) this.atRollback.push(undo);
  }

  nextNumber(range: string): string {
    const row = this.one<{ next: number }>('UPDATE number_range SET next = next + 1 WHERE name = ? RETURNING next - 1 AS next', range);
    if (!row) throw new Error(`No number range ${range}`);
    return String(row.next).padStart(10, '0');
  }

  setting(name: string): string | undefined {
    return this.one<{ value: string }>('SELECT value FROM setting WHERE name = ?', name)?.value;
  }

  keepSetting(name: string, value: string): void {
    this.run('INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value', name, value);
  }

  close(): void {
    this.statements.clear();
    this.database.close();
  }

  private prepare(sql: string): StatementSync {
    let statement = this.statements.get(sql);
    if (!statement) {
      statement = this.database.prepare(sql);
      this.statements.set(sql, statement);
    }
    return statement;
  }
}
