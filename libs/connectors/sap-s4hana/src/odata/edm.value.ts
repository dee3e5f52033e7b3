import { exact, isDecimalString, StrataError } from '#canonical';
import type { EdmProperty } from './edm.property.js';

/** What a row holds: text, decimal strings, dates as `2026-12-01`, instants in ISO 8601. */
export type SapValue = string | number | boolean | undefined;

/** An answer holds something else than its metadata says. */
export class AnswerTypeError extends Error {}

/**
 * MATN1, SAP's conversion of material numbers: digits alone are padded to 18, also where the field has 40 characters.
 * The metadata does not say so.
 */
const materialNames = new Set(['Material', 'Product']);
const materialDigits = 18;

const dateText = /^\/Date\((-?\d+)(?:[+-]\d+)?\)\/$/;
const anyDecimal = /^-?\d+(\.\d+)?$/;
/** Edm.DateTime holds dates here: midnight, whatever time of day came along. */
const dateLength = '2026-12-01'.length;
const numericTypes = new Set(['Edm.Int16', 'Edm.Int32', 'Edm.Byte']);

/** Reads one property of an answer, without padding. Null is the type's initial value, as in ABAP; a date has none. */
export type SapReader = (value: unknown) => SapValue;

/** How a property is read is found out once for all rows: they are many. */
export function readerOf(name: string, property: EdmProperty): SapReader {
  if (property.type === 'Edm.DateTime' || property.type === 'Edm.DateTimeOffset') return (value) => fromDate(name, property, value);
  if (property.type === 'Edm.Boolean') return (value) => (value === null ? false : expected(name, value, typeof value === 'boolean'));
  if (numericTypes.has(property.type)) return (value) => (value === null ? 0 : expected(name, value, typeof value === 'number'));
  if (property.type === 'Edm.Decimal') {
    return (value) => (value === null ? '0' : exact.normal(expected<string>(name, value, typeof value === 'string' && anyDecimal.test(value.trim())).trim()));
  }
  const shown = (value: unknown): string => (value === null ? '' : expected(name, value, typeof value === 'string'));
  return isPadded(name, property) ? (value) => withoutPadding(shown(value)) : shown;
}

/** A value of a JSON answer. */
export function fromSap(name: string, property: EdmProperty, value: unknown): SapValue {
  return readerOf(name, property)(value);
}

function withoutPadding(shown: string): string {
  return shown.startsWith('0') ? shown.replace(/^0+(?=\d+$)/, '') : shown;
}

/** Days as they were spelled: those of one system's documents are few, and a date is dear to write. */
const days = new Map<string, string>();
const daysKnown = 5_000;

function fromDate(name: string, property: EdmProperty, value: unknown): string | undefined {
  if (value === null) return undefined;
  if (property.type === 'Edm.DateTimeOffset') return instantOf(name, value);
  const known = days.get(value as string);
  if (known !== undefined) return known;
  const day = instantOf(name, value).slice(0, dateLength);
  if (days.size < daysKnown) days.set(value as string, day);
  return day;
}

function instantOf(name: string, value: unknown): string {
  const [, ms] = (typeof value === 'string' && dateText.exec(value)) || [];
  const at = new Date(expected(name, Number(ms), ms !== undefined));
  expected(name, value, !Number.isNaN(at.getTime()));
  return at.toISOString();
}

/** A value for a JSON body. Throws `invalid` for what the field cannot hold, before anything is sent. */
export function toSap(name: string, property: EdmProperty, value: string | boolean): string | boolean {
  if (typeof value === 'boolean') return value;
  if (property.type === 'Edm.DateTime') return `/Date(${milliseconds(name, value.slice(0, dateLength))})/`;
  if (property.type === 'Edm.DateTimeOffset') return `/Date(${milliseconds(name, value)}+0000)/`;
  if (property.type === 'Edm.Decimal') return decimal(name, property, value);
  return text(name, property, value);
}

/** A value for a URL: a key, an operand of a filter, a parameter of a function. */
export function toLiteral(name: string, property: EdmProperty, value: string | boolean): string {
  if (typeof value === 'boolean') return String(value);
  switch (property.type) {
    case 'Edm.DateTime':
      return `datetime'${new Date(milliseconds(name, value.slice(0, dateLength))).toISOString().slice(0, 19)}'`;
    case 'Edm.DateTimeOffset':
      return `datetimeoffset'${new Date(milliseconds(name, value)).toISOString()}'`;
    case 'Edm.Decimal':
      return `${decimal(name, property, value)}M`;
    default:
      return quoted(text(name, property, value));
  }
}

/** A string literal of OData v2: a quote is doubled. */
export function quoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

function text(name: string, property: EdmProperty, value: string): string {
  const digits = /^\d+$/.test(value);
  if (digits && property.padded !== undefined) return fitting(name, property, value.padStart(property.padded, '0'));
  if (digits && materialNames.has(name)) return fitting(name, property, value.padStart(materialDigits, '0'));
  return fitting(name, property, value);
}

function fitting(name: string, { maxLength }: EdmProperty, value: string): string {
  if (maxLength === undefined || value.length <= maxLength) return value;
  throw new StrataError('invalid', `a value is longer than the ${maxLength} characters that the system holds`, { vendor: { text: `${name}: ${value}` } });
}

function decimal(name: string, { scale }: EdmProperty, value: string): string {
  if (isDecimalString(value) && (scale === undefined || exact.compare(exact.round(value, scale), value) === 0)) return value;
  throw new StrataError('invalid', `a number has more than the ${scale ?? 6} decimals that the system holds`, { vendor: { text: `${name}: ${value}` } });
}

function milliseconds(name: string, value: string): number {
  const ms = Date.parse(value);
  if (Number.isNaN(ms)) throw new StrataError('invalid', 'a date is none', { vendor: { text: `${name}: ${value}` } });
  return ms;
}

function isPadded(name: string, property: EdmProperty): boolean {
  return property.padded !== undefined || materialNames.has(name);
}

function expected<T>(name: string, value: unknown, fits: boolean): T {
  if (!fits) throw new AnswerTypeError(`${name} is ${JSON.stringify(value)?.slice(0, 60)}`);
  return value as T;
}
