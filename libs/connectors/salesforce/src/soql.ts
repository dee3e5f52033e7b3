import { StrataError } from '#canonical';

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', "'": "\\'", '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f' };

/**
 * A text as a SOQL literal, with its quotes.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_quotedstringescapes.htm
 */
export function soqlText(text: string): string {
  return `'${escaped(text)}'`;
}

/** A LIKE pattern that finds texts with `part` anywhere in them; `%` and `_` in it mean themselves. */
export function soqlContaining(part: string): string {
  return `'%${escaped(part).replace(/[%_]/g, '\\$&')}%'`;
}

/** A moment: SOQL takes it without quotes. */
export function soqlMoment(iso: string): string {
  return new Date(iso).toISOString();
}

/** Salesforce ids have 15 characters, or 18 with their checksum; anything else cannot be one. */
export function isRecordId(text: string): boolean {
  return /^[0-9A-Za-z]{15}([0-9A-Za-z]{3})?$/.test(text);
}

function escaped(text: string): string {
  return text.replace(/[\\'\n\r\t\b\f]/g, (letter) => escapes[letter] ?? letter);
}

/** The start of a day (ISO 8601 date, UTC) as a query names it. Throws `invalid` for what is no day. */
export function soqlDay(day: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(Date.parse(day))) throw new StrataError('invalid', `${day} is no day such as 2026-12-01`);
  return `${day}T00:00:00Z`;
}
