import type { Bound, Ledger } from '../../ledger/ledger.js';
import type { WiderTerms } from '../../odata/source.js';

/** Which terms of a filter a table has an index for: property to column, the most selective first. */
export interface IndexedTable {
  table: string;
  /** Column or columns of the key, for a stable order. */
  order: string;
  equal: Readonly<Record<string, string>>;
  /** Properties with a lower bound, as change times. */
  atLeast?: Readonly<Record<string, string>>;
}

/** Records that may match a filter, by the best index there is; all of them, one by one, when there is none. */
export function recordsMatching<T>(ledger: Ledger, from: IndexedTable, equal: Readonly<Record<string, unknown>>, wider?: WiderTerms): Iterable<T> {
  const select = `SELECT * FROM ${from.table}`;
  const order = `ORDER BY ${from.order}`;
  for (const [property, column] of Object.entries(from.equal)) {
    const value = equal[property];
    if (isBound(value)) return ledger.each<T>(`${select} WHERE ${column} = ? ${order}`, value);
    const values = wider?.anyOf[property];
    if (values?.every(isBound)) return ledger.each<T>(`${select} WHERE ${column} IN (${values.map(() => '?').join(', ')}) ${order}`, ...values);
  }
  for (const alternatives of wider?.eitherOf ?? []) {
    const terms = Object.entries(alternatives).map(([property, values]) => ({ column: from.equal[property], values }));
    if (!terms.every(({ column, values }) => column !== undefined && values.every(isBound))) continue;
    const condition = terms.map(({ column, values }) => `${column} IN (${values.map(() => '?').join(', ')})`).join(' OR ');
    return ledger.each<T>(`${select} WHERE ${condition} ${order}`, ...terms.flatMap(({ values }) => values.filter(isBound)));
  }
  for (const [property, column] of Object.entries(from.atLeast ?? {})) {
    const bound = wider?.atLeast[property];
    if (isBound(bound)) return ledger.each<T>(`${select} WHERE ${column} >= ? ${order}`, bound);
  }
  return ledger.each<T>(`${select} ${order}`);
}

/** An empty value is no start: nearly every record may have it. */
function isBound(value: unknown): value is Bound {
  return (typeof value === 'string' && value !== '') || typeof value === 'number';
}
