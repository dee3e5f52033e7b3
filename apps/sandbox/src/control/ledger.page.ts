import { badField, documentNumber, optionalText, type Fields } from './control.input.js';

/** A page of a ledger, the newest first; `next` is the cursor of the page after it. */
export interface LedgerPage<T> {
  items: T[];
  next: string | null;
}

/** What all ledgers can be asked. */
export interface LedgerQuery {
  reference?: string;
  customer?: string;
  order?: string;
  limit: number;
  cursor?: string;
}

const FIELDS = ['reference', 'customer', 'order', 'limit', 'cursor'];
const DEFAULT_LIMIT = 50;
const LARGEST_LIMIT = 1000;

/** Reads the query string. Throws 400 that names the field. */
export function readLedgerQuery(query: Fields): LedgerQuery {
  for (const field of Object.keys(query)) if (!FIELDS.includes(field)) throw badField(field, `is unknown: use ${FIELDS.join(', ')}`);
  const text = optionalText(query, 'limit') ?? String(DEFAULT_LIMIT);
  const limit = Number(text);
  if (!/^\d+$/.test(text) || limit < 1 || limit > LARGEST_LIMIT) throw badField('limit', `must be a whole number from 1 to ${LARGEST_LIMIT}`);
  return {
    reference: optionalText(query, 'reference'),
    customer: documentNumber(optionalText(query, 'customer')),
    order: documentNumber(optionalText(query, 'order')),
    limit,
    cursor: optionalText(query, 'cursor'),
  };
}

/** Cuts one record more than the page holds, which was read to see whether there is a next page. */
export function pageOf<Record, Row>(records: Record[], limit: number, cursor: (record: Record) => string, row: (record: Record) => Row): LedgerPage<Row> {
  const shown = records.slice(0, limit);
  return { items: shown.map(row), next: records.length > limit ? cursor(shown.at(-1)!) : null };
}

/** `WHERE` of the conditions that have a value, and the values. */
export function conditions(terms: readonly [sql: string, value: string | undefined][]): { where: string; values: string[] } {
  const given = terms.filter((term): term is [string, string] => term[1] !== undefined);
  return {
    where: given.length === 0 ? '' : `WHERE ${given.map(([sql]) => sql).join(' AND ')}`,
    values: given.map(([, value]) => value),
  };
}
