import { StarFault } from './star-fault.js';
import type { Position } from './star-query.js';
import type { Parameters, SqlValue, ValueType } from './star-values.js';

/** One sort key of a page. */
export interface SortKey extends SqlValue {
  type: ValueType;
  descending: boolean;
}

/** Null sorts before everything else (OData protocol 11.2.6.2), as PostgreSQL does it of itself in neither direction. */
export function orderClause(keys: readonly SortKey[]): string {
  return keys.map(({ sql, nullable, descending }) => `${sql}${descending ? ' DESC' : ''}${nullable ? (descending ? ' NULLS LAST' : ' NULLS FIRST') : ''}`).join(', ');
}

/** Rows that come after a position: `(a > x) OR (a = x AND b > y)`, each key in its own direction. Throws StarFault when the position is of another sort. */
export function afterPosition(keys: readonly SortKey[], position: Position, parameters: Parameters): string {
  if (position.length !== keys.length) throw new StarFault('the position is of another sort');
  const values = keys.map((key, index) => {
    const value = position[index] ?? null;
    return value === null ? undefined : parameters.add(value, key.type);
  });
  const alternatives = keys.map((key, index) => {
    const same = keys.slice(0, index).map((before, at) => (values[at] === undefined ? `${before.sql} IS NULL` : `${before.sql} = ${values[at]}`));
    return `(${[...same, beyond(key, values[index])].join(' AND ')})`;
  });
  const [first] = keys;
  // Said of the first key alone too: an index can begin there, which it cannot at an OR.
  const bound = keys.length > 1 && first && !first.nullable && values[0] !== undefined ? [`${first.sql} ${first.descending ? '<=' : '>='} ${values[0]}`] : [];
  return [...bound, `(${alternatives.join(' OR ')})`].join(' AND ');
}

function beyond({ sql, nullable, descending }: SortKey, value: string | undefined): string {
  if (value === undefined) return descending ? 'FALSE' : `${sql} IS NOT NULL`;
  const compared = `${sql} ${descending ? '<' : '>'} ${value}`;
  return descending && nullable ? `(${compared} OR ${sql} IS NULL)` : compared;
}
