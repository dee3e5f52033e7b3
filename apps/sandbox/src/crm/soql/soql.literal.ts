import type { LiteralType } from '@jetstreamapp/soql-parser-js';
import type { ColumnValue } from '../record/field.value.js';
import { normalId } from '../record/record.id.js';
import { malformedQuery, SalesforceError } from '../salesforce.error.js';
import { isKey, isNumber, type FieldSchema } from '../schema/object.schema.js';

const DAY_MS = 86_400_000;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** The text within quotes. In a pattern the escapes that LIKE itself reads stay. */
export function textLiteral(quoted: string, isPattern = false): string {
  return quoted.slice(1, -1).replace(/\\(.)/gs, (whole, letter: string) => {
    if (isPattern && (letter === '_' || letter === '%' || letter === '\\')) return whole;
    return ESCAPES[letter] ?? letter;
  });
}

/** A literal as the column of `field` holds it. Throws what Salesforce answers when the kinds do not fit. */
export function columnLiteral(field: FieldSchema, literal: string, type: LiteralType | undefined): ColumnValue {
  if (type === 'NULL') return null;
  const kind = String(type);
  if (field.type === 'boolean') return kind === 'BOOLEAN' ? Number(literal.toUpperCase() === 'TRUE') : mismatch(field, 'boolean');
  if (isNumber(field.type)) return kind.startsWith('INTEGER') || kind.startsWith('DECIMAL') ? Number(literal.replace(/^[A-Z]{3}/, '')) : mismatch(field, field.type);
  if (field.type === 'date') return kind === 'DATE' ? literal : mismatch(field, 'date');
  if (field.type === 'datetime') return kind === 'DATETIME' ? Date.parse(literal) : mismatch(field, 'dateTime');
  if (kind !== 'STRING') return mismatch(field, 'string', ' and should be enclosed in quotes');
  const text = textLiteral(literal);
  if (!isKey(field.type)) return text;
  const id = normalId(text);
  if (id === undefined) throw new SalesforceError(400, 'INVALID_QUERY_FILTER_OPERATOR', `invalid ID field: ${text}`);
  return id;
}

/** The days of a date literal such as TODAY or LAST_N_DAYS:7, as columns hold them: from the first, up to but without the second. */
export function dateRange(field: FieldSchema, literal: string, now: number): [ColumnValue, ColumnValue] {
  if (field.type !== 'date' && field.type !== 'datetime') return mismatch(field, field.type);
  const today = Math.floor(now / DAY_MS);
  const [name = '', count = '0'] = literal.toUpperCase().split(':');
  const n = Number(count);
  const days: Record<string, [number, number]> = {
    TODAY: [today, today + 1],
    YESTERDAY: [today - 1, today],
    TOMORROW: [today + 1, today + 2],
    LAST_N_DAYS: [today - n, today + 1],
    NEXT_N_DAYS: [today + 1, today + 1 + n],
    LAST_90_DAYS: [today - 90, today + 1],
    NEXT_90_DAYS: [today + 1, today + 91],
  };
  const range = days[name];
  if (!range) throw malformedQuery(`the sandbox does not know the date literal ${literal}`);
  const column = (day: number): ColumnValue => (field.type === 'datetime' ? day * DAY_MS : new Date(day * DAY_MS).toISOString().slice(0, 10));
  return [column(range[0]), column(range[1])];
}

function mismatch(field: FieldSchema, expected: string, more = ''): never {
  throw new SalesforceError(400, 'INVALID_FIELD', `value of filter criterion for field '${field.name}' must be of type ${expected}${more}`);
}
