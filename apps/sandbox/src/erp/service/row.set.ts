import type { EntitySource, Row, WiderTerms } from '../../odata/source.js';

/** A set of rows that are only read: kept in memory or worked out, found by their key. */
export function readOnlySet(
  rows: (equal: Readonly<Record<string, unknown>>, wider?: WiderTerms) => Iterable<Row>,
  key: readonly string[],
  navigations: Readonly<Record<string, (row: Row) => Row[]>> = {},
): EntitySource {
  return {
    list: rows,
    get: (values) => firstOf(rows(values), (row) => key.every((name) => row[name] === values[name])),
    related: (row, navigation) => navigations[navigation]?.(row) ?? [],
  };
}

export function* mapped<From, To>(records: Iterable<From>, row: (record: From) => To): Iterable<To> {
  for (const record of records) yield row(record);
}

/** A string out of the `property eq value` terms of a filter. */
export function wanted(equal: Readonly<Record<string, unknown>>, property: string): string | undefined {
  const value = equal[property];
  return typeof value === 'string' ? value : undefined;
}

/** A key property of a row or of function parameters. */
export function keyText(row: Row, property: string): string {
  return String(row[property] ?? '');
}

function firstOf<T>(values: Iterable<T>, matches: (value: T) => boolean): T | undefined {
  for (const value of values) if (matches(value)) return value;
  return undefined;
}
