import { exact, type DecimalString } from '#canonical';

/** How Tryton's JSON-RPC writes what JSON has no word for. */
export interface TrytonDecimal {
  __class__: 'Decimal';
  decimal: string;
}

export interface TrytonDate {
  __class__: 'date';
  year: number;
  month: number;
  day: number;
}

export interface TrytonDateTime extends Omit<TrytonDate, '__class__'> {
  __class__: 'datetime';
  hour: number;
  minute: number;
  second: number;
  microsecond: number;
}

export const decimal = (value: DecimalString): TrytonDecimal => ({ __class__: 'Decimal', decimal: value });

/** The server takes a float where a Decimal belongs and says nothing; an answer with one is refused here. */
export function decimalText(value: TrytonDecimal | null | undefined): DecimalString {
  if (value?.__class__ !== 'Decimal') throw new TypeError(`expected a Decimal, not ${JSON.stringify(value)}`);
  return exact.normal(value.decimal);
}

/** Quantities are floats on this wire. */
export function floatText(value: number | null | undefined): DecimalString {
  if (typeof value !== 'number') throw new TypeError(`expected a number, not ${JSON.stringify(value)}`);
  return exact.fromNumber(value);
}

export function date(iso: string): TrytonDate {
  const [year = 0, month = 0, day = 0] = iso.split('-').map(Number);
  return { __class__: 'date', year, month, day };
}

export function dateText(value: TrytonDate | null | undefined): string | undefined {
  if (!value) return undefined;
  return [String(value.year).padStart(4, '0'), String(value.month).padStart(2, '0'), String(value.day).padStart(2, '0')].join('-');
}

/** The server keeps UTC without a zone. */
export function dateTime(ms: number): TrytonDateTime {
  const at = new Date(ms);
  return {
    __class__: 'datetime',
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    day: at.getUTCDate(),
    hour: at.getUTCHours(),
    minute: at.getUTCMinutes(),
    second: at.getUTCSeconds(),
    microsecond: at.getUTCMilliseconds() * 1000,
  };
}

export function dateTimeMs(value: TrytonDateTime | null | undefined): number | undefined {
  if (!value) return undefined;
  return Date.UTC(value.year, value.month - 1, value.day, value.hour, value.minute, value.second, Math.floor(value.microsecond / 1000));
}

/** Readers of single values. A wrong type is thrown, and told as an unreadable answer by whoever maps. */
export function textIn(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError(`expected a text, not ${JSON.stringify(value)}`);
  return value;
}

/** Absent, null and empty are all "nothing". */
export function optionalText(value: unknown): string | undefined {
  return value === null || value === undefined || value === '' ? undefined : textIn(value);
}

/** Key of a record as text: what our ids are made of. */
export function keyText(value: unknown): string {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new TypeError(`expected a key, not ${JSON.stringify(value)}`);
  return String(value);
}

/** A key of a record out of one of our ids, or undefined when it cannot be one. */
export function keyOf(id: string): number | undefined {
  return /^[1-9]\d{0,8}$/.test(id) ? Number(id) : undefined;
}

/** The record's key in a reference such as `sale.line,5`; undefined for a record of another model. */
export function referenced(model: string, value: unknown): number | undefined {
  const [name, key] = typeof value === 'string' ? value.split(',') : [];
  return name === model && key !== undefined ? keyOf(key) : undefined;
}
