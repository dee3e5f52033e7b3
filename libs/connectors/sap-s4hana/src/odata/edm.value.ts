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
/** The last moment that a Date holds, and without its sign the first. */
const lastMs = 8_640_000_000_000_000;
const numericTypes = new Set(['Edm.Int16', 'Edm.Int32', 'Edm.Byte']);

/** How one property of an answer is read. */
export interface SapReading {
  /** What `typeof` says of the values that stay as they are: most of them, and no call is made for those. */
  kept: 'string' | 'boolean' | 'number' | undefined;
  /** Any value, without padding. Null is the type's initial value, as in ABAP; a date has none. */
  read(this: void, value: unknown): SapValue;
}

/** How a property is read is found out once for all rows: they are many. */
export function readingOf(name: string, property: EdmProperty): SapReading {
  if (property.type === 'Edm.DateTime') return { kept: undefined, read: (value) => (value === null ? undefined : dayOf(name, value)) };
  if (property.type === 'Edm.DateTimeOffset') return { kept: undefined, read: (value) => (value === null ? undefined : instantOf(name, value)) };
  if (property.type === 'Edm.Decimal') return { kept: undefined, read: (value) => (value === null ? '0' : decimalOf(name, value)) };
  if (property.type === 'Edm.Boolean') return { kept: 'boolean', read: initialOr(name, 'boolean', false) };
  if (numericTypes.has(property.type)) return { kept: 'number', read: initialOr(name, 'number', 0) };
  const shown = initialOr(name, 'string', '');
  return isPadded(name, property) ? { kept: undefined, read: (value) => withoutPadding(shown(value)) } : { kept: 'string', read: shown };
}

function initialOr<T extends SapValue>(name: string, type: 'string' | 'boolean' | 'number', initial: T): (value: unknown) => T {
  return (value) => (value === null ? initial : expected<T>(name, value, typeof value === type));
}

/** A value of a JSON answer. */
export function fromSap(name: string, property: EdmProperty, value: unknown): SapValue {
  return readingOf(name, property).read(value);
}

/** A number without the zeros ahead of it, of which the last stays where there is nothing else; any other text as it is. */
function withoutPadding(shown: string): string {
  return shown.startsWith('0') ? shown.replace(/^0+(?=\d+$)/, '') : shown;
}

function decimalOf(name: string, value: unknown): string {
  const usual = typeof value === 'string' ? exact.normalIfSimple(value) : undefined;
  return usual ?? exact.normal(expected<string>(name, value, typeof value === 'string' && anyDecimal.test(value.trim())).trim());
}

/** Days as they were spelled: those of one system's documents are few, and a date is dear to write. */
const days = new Map<string, string>();
const daysKnown = 5_000;

function dayOf(name: string, value: unknown): string {
  const known = days.get(value as string);
  if (known !== undefined) return known;
  const day = instantOf(name, value).slice(0, dateLength);
  if (days.size < daysKnown) days.set(value as string, day);
  return day;
}

function instantOf(name: string, value: unknown): string {
  const [, digits] = (typeof value === 'string' && dateText.exec(value)) || [];
  expected(name, value, digits !== undefined);
  const ms = Number(digits);
  expected(name, value, Math.abs(ms) <= lastMs);
  return new Date(ms).toISOString();
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
