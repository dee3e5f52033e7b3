import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { ColumnValue } from './record/field.value.js';
import { OBJECTS } from './schema/crm.schema.js';
import { isNumber, isText, type FieldSchema, type ObjectSchema } from './schema/object.schema.js';

/** A record as its table holds it, by field name. */
export type Row = Record<string, ColumnValue>;

/** The CRM's tables, one for each object, in a database that it shares with others. */
export class CrmDatabase {
  private readonly statements = new Map<string, StatementSync>();
  private depth = 0;

  constructor(private readonly database: DatabaseSync) {
    database.exec(OBJECTS.map(tableOf).join('\n'));
    database.exec(`
      CREATE TABLE IF NOT EXISTS crm_serial (name TEXT PRIMARY KEY, next INTEGER NOT NULL) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS crm_session (token TEXT PRIMARY KEY, expires_at INTEGER NOT NULL) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS crm_lock (id TEXT PRIMARY KEY, ends_at INTEGER NOT NULL) WITHOUT ROWID;`);
  }

  one<T = Row>(sql: string, ...values: ColumnValue[]): T | undefined {
    return this.prepare(sql).get(...values) as T | undefined;
  }

  all<T = Row>(sql: string, ...values: ColumnValue[]): T[] {
    return this.prepare(sql).all(...values) as T[];
  }

  run(sql: string, ...values: ColumnValue[]): number {
    return Number(this.prepare(sql).run(...values).changes);
  }

  /** Everything in `work` is kept, or nothing of it; such units nest. */
  atomically<T>(work: () => T): T {
    const name = `crm_${this.depth}`;
    this.database.exec(`SAVEPOINT ${name}`);
    this.depth += 1;
    try {
      return work();
    } catch (error) {
      this.database.exec(`ROLLBACK TO ${name}`);
      throw error;
    } finally {
      this.depth -= 1;
      this.database.exec(`RELEASE ${name}`);
    }
  }

  /** 1, 2, 3, ... under a name. */
  next(name: string): number {
    const sql = 'INSERT INTO crm_serial (name, next) VALUES (?, 2) ON CONFLICT (name) DO UPDATE SET next = next + 1 RETURNING next - 1 AS serial';
    return this.one<{ serial: number }>(sql, name)!.serial;
  }

  private prepare(sql: string): StatementSync {
    const known = this.statements.get(sql);
    if (known) return known;
    // Queries of any shape come from outside: what is kept for them stays bounded.
    if (this.statements.size >= 500) this.statements.clear();
    const statement = this.database.prepare(sql);
    this.statements.set(sql, statement);
    return statement;
  }
}

export const table = (object: ObjectSchema): string => `"crm_${object.name}"`;

function tableOf(object: ObjectSchema): string {
  const columns = object.fields.map((field) => `"${field.name}" ${columnType(field)}`);
  const indexed = object.fields.filter(({ refersTo, externalId, name }) => (refersTo && refersTo !== 'User') || externalId || name === 'SystemModstamp');
  const indexes = indexed.map(({ name }) => `CREATE INDEX IF NOT EXISTS "crm_${object.name}_by_${name}" ON ${table(object)} ("${name}");`);
  return [`CREATE TABLE IF NOT EXISTS ${table(object)} (${columns.join(', ')}, PRIMARY KEY ("Id")) WITHOUT ROWID;`, ...indexes].join('\n');
}

/** Salesforce compares texts without regard to case, but ids with it. */
function columnType({ type }: FieldSchema): string {
  if (isText(type)) return 'TEXT COLLATE NOCASE';
  if (isNumber(type)) return 'REAL';
  return type === 'boolean' || type === 'datetime' ? 'INTEGER' : 'TEXT';
}
