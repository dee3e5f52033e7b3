import { Decimal } from 'decimal.js';
import { registerDecorator, type ValidationOptions } from 'class-validator';

/** Amounts and quantities are decimal strings on every wire; 28 digits carry any ERP's amounts exactly. */
const Exact = Decimal.clone({ precision: 40, rounding: Decimal.ROUND_HALF_UP, toExpNeg: -30, toExpPos: 30 });

export type DecimalString = string;

const plain = /^-?\d{1,18}(\.\d{1,6})?$/;

/** True for `12`, `12.50`, `-3.125`: no exponent, no sign `+`, at most 18 digits and 6 decimals. */
export function isDecimalString(value: unknown): value is DecimalString {
  return typeof value === 'string' && plain.test(value);
}

export function scaleOf(value: DecimalString): number {
  return new Exact(value).decimalPlaces();
}

/** Rounds first: printing `-0.001` with two decimals would keep its sign. */
function rounded(value: Decimal, scale: number): DecimalString {
  return value.toDecimalPlaces(scale).toFixed(scale);
}

/** So many characters make a number that is exact, also as a whole number of its smallest decimals. */
const small = 16;

const [zero, nine, point] = ['0', '9', '.'].map((character) => character.charCodeAt(0)) as [number, number, number];

const decimalsOf = (value: string): number => {
  const dot = value.indexOf('.');
  return dot < 0 ? 0 : value.length - dot - 1;
};

/**
 * Where a number ends without the zeros behind its decimals, found in one walk over its characters. -1 for what is not
 * written as systems nearly always do, without a sign or zeros ahead: then its characters say nothing yet.
 */
function simpleEnd(value: string): number {
  const { length } = value;
  let dot = -1;
  let end = 0;
  for (let at = 0; at < length; at += 1) {
    const code = value.charCodeAt(at);
    if (code >= zero && code <= nine) end = dot < 0 || code !== zero ? at + 1 : end;
    else if (code === point && dot < 0 && at > 0) dot = at;
    else return -1;
  }
  const zerosAhead = length > 1 && dot !== 1 && value.charCodeAt(0) === zero;
  return zerosAhead || dot === length - 1 ? -1 : end;
}

function normalIfSimple(value: string): DecimalString | undefined {
  const end = simpleEnd(value);
  if (end <= 0) return undefined;
  return end === value.length ? value : value.slice(0, end);
}

/** `12.5` as 1250 of `decimals` 2, which are at least its own; NaN for what is longer than `small`, or no plain number without a sign. */
function unitsOf(value: string, decimals: number): number {
  if (value.length === 0 || value.length > small) return Number.NaN;
  let units = 0;
  let dot = -1;
  for (let at = 0; at < value.length; at += 1) {
    const code = value.charCodeAt(at);
    if (code >= zero && code <= nine) units = units * 10 + (code - zero);
    else if (code === point && dot < 0 && at > 0 && at < value.length - 1) dot = at;
    else return Number.NaN;
  }
  for (let have = dot < 0 ? 0 : value.length - dot - 1; have < decimals; have += 1) units *= 10;
  return units;
}

/** The sum in whole numbers; undefined where one of them might not be exact. */
function sumOfSmall(values: readonly DecimalString[]): DecimalString | undefined {
  let scale = 0;
  for (const value of values) scale = Math.max(scale, decimalsOf(value));
  let sum = 0;
  for (const value of values) sum += unitsOf(value, scale);
  if (!Number.isSafeInteger(sum)) return undefined;
  for (; scale > 0 && sum % 10 === 0; scale -= 1) sum /= 10;
  if (scale === 0) return String(sum);
  const digits = String(sum).padStart(scale + 1, '0');
  return `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function spelledWith(value: DecimalString, scale: number): DecimalString | undefined {
  if (simpleEnd(value) < 0) return undefined;
  const missing = scale - decimalsOf(value);
  if (missing < 0) return undefined;
  return missing === 0 ? value : `${value}${value.includes('.') ? '' : '.'}${'0'.repeat(missing)}`;
}

/** Arithmetic that loses nothing. The usual short numbers take a short way, which a test holds to the long one. */
export const exact = {
  add: (...values: DecimalString[]): DecimalString => sumOfSmall(values) ?? values.reduce((sum, value) => sum.plus(value), new Exact(0)).toFixed(),
  subtract: (from: DecimalString, value: DecimalString): DecimalString => new Exact(from).minus(value).toFixed(),
  multiply: (a: DecimalString, b: DecimalString): DecimalString => new Exact(a).times(b).toFixed(),
  divide: (a: DecimalString, b: DecimalString, scale: number): DecimalString => rounded(new Exact(a).div(b), scale),
  round: (value: DecimalString, scale: number): DecimalString => spelledWith(value, scale) ?? rounded(new Exact(value), scale),
  compare: (a: DecimalString, b: DecimalString): number => new Exact(a).comparedTo(b),
  isMore: (a: DecimalString, b: DecimalString): boolean => new Exact(a).greaterThan(b),
  isZero: (value: DecimalString): boolean => (simpleEnd(value) < 0 ? new Exact(value).isZero() : normalIfSimple(value) === '0'),
  min: (a: DecimalString, b: DecimalString): DecimalString => Exact.min(a, b).toFixed(),
  max: (a: DecimalString, b: DecimalString): DecimalString => Exact.max(a, b).toFixed(),
  /** `3.000` and `3` are the same number: one spelling for comparisons and keys. */
  normal: (value: DecimalString): DecimalString => normalIfSimple(value) ?? new Exact(value).toFixed(),
  /** The same of a text that may be no number; undefined for that, and for numbers that are spelled in an unusual way. */
  normalIfSimple,
  /** From a system that answers floats: the shortest decimal that the float prints, cut at `scale`. */
  fromNumber: (value: number, scale = 6): DecimalString => {
    const short = normalIfSimple(String(value));
    return short !== undefined && decimalsOf(short) <= scale ? short : new Exact(String(value)).toDecimalPlaces(scale).toFixed();
  },
  toNumber: (value: DecimalString): number => new Exact(value).toNumber(),
};

export interface DecimalRule {
  /** Decimals allowed. */
  scale?: number;
  /** Greater than zero. */
  positive?: boolean;
}

/** Validation rule of decimal strings; the message says what was expected. */
export function IsDecimalText(rule: DecimalRule = {}, options?: ValidationOptions): PropertyDecorator {
  const scale = rule.scale ?? 6;
  return (target, propertyName) =>
    registerDecorator({
      name: 'isDecimalText',
      target: target.constructor,
      propertyName: propertyName as string,
      // For documents; zeros at the end count as no decimals.
      constraints: [{ pattern: `^${rule.positive ? '' : '-?'}\\d{1,18}(\\.\\d{1,${scale}}${scale < 6 ? `0{0,${6 - scale}}` : ''})?$`, maxLength: 26 }],
      options: {
        message: `${String(propertyName)} must be a decimal string such as "3" or "2.5"${rule.positive ? ', greater than zero' : ''}, with at most ${scale} decimals`,
        ...options,
      },
      validator: {
        validate: (value: unknown) =>
          isDecimalString(value) && scaleOf(value) <= scale && (!rule.positive || exact.compare(value, '0') > 0),
      },
    });
}
