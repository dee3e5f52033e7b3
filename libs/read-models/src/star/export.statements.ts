import { escapeLiteral } from 'pg';
import type { DataScope } from '#canonical';
import type { StarColumn, StarTable } from '#store';
import { ownOf } from './star-scope.js';
import { columnOf } from './star-sets.js';
import { sqlTypes } from './star-values.js';

/** What of a set is taken out. */
export interface ExportRange {
  table: StarTable;
  /** Names of columns; the key is always the first. */
  columns: readonly string[];
  /** Transaction from which on rows count; with it deleted rows come too, without it no deleted one does. */
  since?: string;
  /** Transaction from which on rows do not count. */
  until: string;
  /** Key of the last row that the reader has. */
  after?: string;
  /** Rows that the reader may see; all when left out. */
  own?: DataScope;
}

/** A spreadsheet takes a text that begins so for a formula, in some languages also in full width (https://owasp.org/www-community/attacks/CSV_Injection). */
const formula = String.raw`'^[=+\-@\t\r\n＝＋－＠]'`;

export function exportColumns({ table, columns }: ExportRange): StarColumn[] {
  return columns.map((name) => table.columns.find((column) => column.name === name)!);
}

/** Of CSV: times as RFC 3339 in UTC, true and false, and no text that a spreadsheet would run unless it is to be kept. */
function csvValue({ name, type }: StarColumn, keepFormulas: boolean): string {
  const column = columnOf(name);
  if (type === 'timestamp') return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "${name}"`;
  if (type === 'boolean') return `CASE WHEN ${column} THEN 'true' ELSE 'false' END AS "${name}"`;
  if (type === 'text' && !keepFormulas) return `CASE WHEN ${column} ~ ${formula} THEN '''' || ${column} ELSE ${column} END AS "${name}"`;
  return `${column} AS "${name}"`;
}

/** Of Parquet, as its types are stored: decimals by their scale, days since 1970, microseconds since 1970. */
function typedValue({ name, type, scale = 0 }: StarColumn): string {
  const column = columnOf(name);
  if (type === 'decimal') return `(round(${column}, ${scale}) * ${10 ** scale})::bigint`;
  if (type === 'date') return `${column} - date '1970-01-01'`;
  if (type === 'timestamp') return `(extract(epoch FROM ${column}) * 1000000)::bigint`;
  return column;
}

/**
 * The next rows of a range, by key. COPY takes no parameters: transactions are numbers, and the key of a reader and the
 * rows that it may see are made literals by the driver.
 */
function rowsOf({ table, since, until, after, own }: ExportRange, values: string, limit: number): string {
  const key = columnOf(table.key);
  const keyType = sqlTypes[table.columns.find(({ name }) => name === table.key)!.type];
  const conditions = [
    `changed_tx < ${transaction(until)}`,
    since === undefined ? 'NOT deleted' : `changed_tx >= ${transaction(since)}`,
    ...ownOf(table.columns, '', { scope: own, value: literal }),
    ...(after === undefined ? [] : [`${key} > ${escapeLiteral(after)}::${keyType}`]),
  ];
  return `SELECT ${values} FROM ${table.table} WHERE ${conditions.join(' AND ')} ORDER BY ${key} LIMIT ${Math.trunc(limit)}`;
}

function literal(value: unknown, type: string): string {
  return Array.isArray(value) ? `ARRAY[${value.map((each) => escapeLiteral(String(each))).join(',')}]::${type}` : `${escapeLiteral(String(value))}::${type}`;
}

function transaction(id: string): string {
  if (!/^\d{1,20}$/.test(id)) throw new TypeError(`${id} is no transaction`);
  return `'${id}'::xid8`;
}

/** CSV by RFC 4180 but for its line ends, which are those of Unix; null is an empty field, an empty text is `""`. */
export function copyCsv(range: ExportRange, limit: number, keepFormulas: boolean): string {
  return `COPY (${rowsOf(range, exportColumns(range).map((column) => csvValue(column, keepFormulas)).join(', '), limit)}) TO STDOUT (FORMAT csv)`;
}

/**
 * One JSON object a line. As CSV with delimiter and quote that JSON never holds, since it escapes control characters: the
 * text format would double each backslash.
 */
export function copyJson(range: ExportRange, limit: number): string {
  const values = exportColumns(range).map(({ name }) => `${columnOf(name)} AS "${name}"`).join(', ');
  return `COPY (SELECT row_to_json(r) FROM (${rowsOf(range, values, limit)}) AS r) TO STDOUT (FORMAT csv, DELIMITER E'\\x02', QUOTE E'\\x01')`;
}

/** In the text format, column by column as Parquet stores them. */
export const copyTyped = (range: ExportRange, limit: number): string => `COPY (${rowsOf(range, exportColumns(range).map(typedValue).join(', '), limit)}) TO STDOUT`;
