import { Compiler } from './star-compile.js';
import { requireSet } from './star-entities.js';
import { pathsOf } from './star-expression.js';
import { inOption } from './star-fault.js';
import type { Position, RowAnnotations, StarQuery } from './star-query.js';
import { RowShape } from './star-rows.js';
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

/**
 * Rows of a set that changed between two horizons: `json`, or `key` and `reason` alone; one more than the limit. A row that is gone, or that the filter lets
 * pass no longer, is told as removed; that it was never there before harms nobody.
 */
export function changesStatement({ set: name, filter, select }: StarQuery, { from, until, limit, after, exactNumbers = false, annotations }: ChangesRequest): Statement {
  const parameters = new Parameters();
  const set = requireSet(name);
  const scope = new SetScope(set);
  const key = `t0.${columnOf(set.key.name)}`;
  const passes = filter ? inOption('$filter', () => new Compiler(scope, parameters).condition(filter)) : 'TRUE';
  const row = inOption('$select', () => new RowShape(parameters, exactNumbers, annotations).of({ scope, conditions: [], key: [] }, select, []));
  const xid = (value: string) => `${parameters.add(value, 'text')}::xid8`;
  const conditions = [`t0.changed_tx >= ${xid(from)}`, `t0.changed_tx < ${xid(until)}`];
  if (after) conditions.push(`(t0.changed_tx, ${key}) > (${xid(after[0] ?? '')}, ${parameters.add(after[1] ?? null, set.key.type)})`);
  const sql = `SELECT CASE WHEN NOT t0.deleted AND coalesce(${passes}, FALSE) THEN ${row}::text END AS json, CASE WHEN t0.deleted THEN 'deleted' ELSE 'changed' END AS reason, t0.changed_tx::text AS tx, ${key}::text AS key FROM ${scope.from()} WHERE ${conditions.join(' AND ')} ORDER BY t0.changed_tx, ${key} LIMIT ${parameters.add(limit + 1, 'long')}`;
  return { sql, values: parameters.values };
}
