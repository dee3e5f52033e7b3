import { Compiler } from './star-compile.js';
import { requireSet } from './star-entities.js';
import { pathsOf } from './star-expression.js';
import { inOption } from './star-fault.js';
import type { Position, RowAnnotations, StarQuery } from './star-query.js';
import { RowShape, type Texts } from './star-rows.js';
import { SetScope } from './star-scope.js';
import { columnOf } from './star-sets.js';
import type { Statement } from './star-statement.js';
import { Parameters } from './star-values.js';

export interface ChangesRequest {
  /** Transactions from this one on. */
  from: string;
  /** And before this one. */
  until: string;
  limit: number;
  after?: Position;
  exactNumbers?: boolean;
  annotations?: RowAnnotations;
}

/** A row as it is now, or its key alone where it is none of the query's (any more). */
export type Change = { json: string } | { key: string; reason: 'deleted' | 'changed' };

/** Whether changes of what a query gives can be followed: those of other rows, which it may look at over its ways, are not seen. */
export function canFollow({ apply, orderBy, expand, filter }: StarQuery): boolean {
  return !apply && !orderBy && !expand?.length && !(filter && pathsOf(filter).some(({ path }) => path.length > 1));
}

/** A statement for changed rows, and what each tells; `position` is where the next page begins. */
export interface ChangesStatement extends Statement {
  change(row: Texts): Change;
  position(row: Texts): Position;
}

/**
 * Rows of a set that changed between two horizons, one more than the limit. A row that is gone, or that the filter lets pass
 * no longer, is told as removed; that it was never there before harms nobody.
 */
export function changesStatement({ set: name, filter, select, own }: StarQuery, { from, until, limit, after, exactNumbers = false, annotations }: ChangesRequest): ChangesStatement {
  const parameters = new Parameters();
  const set = requireSet(name);
  const scope = new SetScope(set, { scope: own, value: parameters.of });
  const passes = filter ? inOption('$filter', () => new Compiler(scope, parameters).condition(filter)) : 'TRUE';
  const shape = new RowShape(exactNumbers, annotations);
  const json = inOption('$select', () => shape.of({ scope, conditions: [], key: [] }, select, []));
  const keyColumn = `t0.${columnOf(set.key.name)}`;
  const [key, tx, deleted, passed] = [keyColumn, 't0.changed_tx', 't0.deleted', `coalesce(${passes}, FALSE)`].map((sql) => shape.column(sql)) as [number, number, number, number];
  const xid = (value: string) => `${parameters.add(value, 'text')}::xid8`;
  const conditions = [`t0.changed_tx >= ${xid(from)}`, `t0.changed_tx < ${xid(until)}`, ...scope.conditions()];
  if (after) conditions.push(`(t0.changed_tx, ${keyColumn}) > (${xid(after[0] ?? '')}, ${parameters.add(after[1] ?? null, set.key.type)})`);
  const sql = `SELECT ${shape.columns.join(', ')} FROM ${scope.from()} WHERE ${conditions.join(' AND ')} ORDER BY t0.changed_tx, ${keyColumn} LIMIT ${parameters.add(limit + 1, 'long')}`;
  return {
    sql,
    values: parameters.values,
    change: (row) => (row[deleted] === 'f' && row[passed] === 't' ? { json: json(row) } : { key: row[key] ?? '', reason: row[deleted] === 't' ? 'deleted' : 'changed' }),
    position: (row) => [row[tx] ?? null, row[key] ?? null],
  };
}
