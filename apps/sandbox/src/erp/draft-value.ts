import type { Row } from '../odata/source.js';

/** A string property, or `` when it is absent. */
export function text(values: Row, property: string): string {
  const value = values[property];
  return typeof value === 'string' ? value : '';
}

/** A date property in epoch milliseconds, or null when it is absent. */
export function date(values: Row, property: string): number | null {
  const value = values[property];
  return typeof value === 'number' ? value : null;
}

export function flag(values: Row, property: string): boolean {
  return values[property] === true;
}

/** What is left of `values` without the properties that have a column of their own, and without nulls. */
export function rest(values: Row, columns: ReadonlySet<string>): Row {
  const kept: Row = {};
  for (const [name, value] of Object.entries(values)) {
    if (value !== null && !columns.has(name)) kept[name] = value;
  }
  return kept;
}
