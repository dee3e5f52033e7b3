import { invalidProperty, type WireError } from './odata.error.js';
import { internalValue } from './key.conversion.js';
import type { Literal } from './expression.js';
import type { PropertyMetadata } from './metadata.types.js';
import type { Row } from './source.js';

export type Value = Row[string];

const DATE = /^\/Date\((-?\d+)([+-]\d{1,4})?\)\/$/;
const DURATION = /^P(?:\d+D)?T(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?$/;
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const INTEGER_RANGE: Record<string, [number, number]> = {
  'Edm.Byte': [0, 255],
  'Edm.Int16': [-32768, 32767],
  'Edm.Int32': [-2147483648, 2147483647],
};

/** The value of a property in a row; what a row leaves out has ABAP's initial value, as in SAP's answers. */
export function valueIn(row: Row, property: PropertyMetadata): Value {
  const value = row[property.name];
  return value === undefined ? initialValue(property) : value;
}

function initialValue({ type }: PropertyMetadata): Value {
  if (type === 'Edm.String') return '';
  if (type === 'Edm.Boolean') return false;
  if (type === 'Edm.Decimal' || type === 'Edm.Double' || type === 'Edm.Int64') return '0';
  return type in INTEGER_RANGE ? 0 : null;
}

/** As OData v2 JSON has it: decimals, doubles and 64-bit integers are strings, dates are `/Date(ms)/`. */
export function formatValue(property: PropertyMetadata, value: Value): Value {
  if (value === null) return null;
  switch (property.type) {
    case 'Edm.Decimal':
      return formatDecimal(String(value), property.scale);
    case 'Edm.Double':
    case 'Edm.Int64':
      return String(value);
    case 'Edm.DateTime':
      return `/Date(${value})/`;
    case 'Edm.DateTimeOffset':
      return `/Date(${value}+0000)/`;
    default:
      return value;
  }
}

function formatDecimal(value: string, scale: number | undefined): string {
  if (!scale) return value;
  const [whole = '0', fraction = ''] = value.split('.');
  return `${whole}.${fraction.padEnd(scale, '0')}`;
}

/**
 * Reads a value of a JSON body by the rules of its property.
 * @throws WireError 400 on a wrong type, a string too long, or a decimal with too many digits
 */
export function parseJsonValue(property: PropertyMetadata, value: unknown): Value {
  if (value === null) {
    if (property.nullable === false) throw wrong(property, 'must not be null');
    return null;
  }
  switch (property.type) {
    case 'Edm.Boolean':
      if (typeof value !== 'boolean') throw wrong(property, 'is not a boolean');
      return value;
    case 'Edm.Byte':
    case 'Edm.Int16':
    case 'Edm.Int32':
      return integer(property, value);
    case 'Edm.DateTime':
    case 'Edm.DateTimeOffset':
      return milliseconds(property, value);
    default:
      if (property.type === 'Edm.Double' && typeof value === 'number') return String(value);
      if (typeof value !== 'string') throw wrong(property, `is not a string of ${property.type}`);
      return text(property, value);
  }
}

/** Reads a literal of a URL (key, filter operand or function parameter) by the rules of its property. */
export function parseLiteralValue(property: PropertyMetadata, literal: Literal): Value {
  if (literal.type === 'null') return null;
  const { type } = property;
  const value = literal.value;
  if (type === 'Edm.DateTime' || type === 'Edm.DateTimeOffset') {
    if (literal.type !== 'Edm.DateTime' && literal.type !== 'Edm.DateTimeOffset') throw wrong(property, `wants a literal of ${type}`);
    return dateLiteral(property, String(value));
  }
  const isNumber = ['Edm.Decimal', 'Edm.Double', 'Edm.Int64', 'Edm.Int32'].includes(literal.type);
  const wantsNumber = ['Edm.Decimal', 'Edm.Double', 'Edm.Int64'].includes(type) || type in INTEGER_RANGE;
  if (wantsNumber ? !isNumber : literal.type !== type) throw wrong(property, `wants a literal of ${type}`);
  if (type in INTEGER_RANGE) return integer(property, Number(value));
  return typeof value === 'string' ? internalValue(property, value) : value;
}

function text(property: PropertyMetadata, value: string): string {
  switch (property.type) {
    case 'Edm.String':
      if (property.maxLength !== undefined && value.length > property.maxLength) {
        throw wrong(property, `is longer than ${property.maxLength} characters`);
      }
      return internalValue(property, value);
    case 'Edm.Decimal':
      return decimal(property, value);
    case 'Edm.Time':
      if (!DURATION.test(value)) throw wrong(property, 'is not a time as PT12H30M00S');
      return value;
    case 'Edm.Guid':
      if (!GUID.test(value)) throw wrong(property, 'is not a GUID');
      return value.toLowerCase();
    case 'Edm.Int64':
    case 'Edm.Double':
      if (value.trim() === '' || Number.isNaN(Number(value))) throw wrong(property, 'is not a number');
      return value;
    default:
      return value;
  }
}

function decimal(property: PropertyMetadata, value: string): string {
  const [, whole, fraction = ''] = value.match(/^-?0*(\d*?)(?:\.(\d+))?$/) ?? [];
  if (whole === undefined || value === '' || value === '-') throw wrong(property, 'is not a decimal number');
  const { precision, scale = 0 } = property;
  if (fraction.length > scale) throw wrong(property, `has more than ${scale} decimal places`);
  if (precision !== undefined && whole.length > precision - scale) throw wrong(property, `has more than ${precision} digits`);
  return value;
}

function integer(property: PropertyMetadata, value: unknown): number {
  const [low, high] = INTEGER_RANGE[property.type] ?? [0, 0];
  if (typeof value !== 'number' || !Number.isInteger(value) || value < low || value > high)
    throw wrong(property, `is not a number of ${property.type}`);
  return value;
}

function milliseconds(property: PropertyMetadata, value: unknown): number {
  const [, ms] = (typeof value === 'string' && value.match(DATE)) || [];
  if (ms === undefined) throw wrong(property, 'is not a date as /Date(1767225600000)/');
  return Number(ms);
}

/** A datetime literal without an offset is UTC. */
function dateLiteral(property: PropertyMetadata, value: string): number {
  const ms = Date.parse(/(Z|[+-]\d{2}:\d{2})$/.test(value) ? value : `${value}Z`);
  if (Number.isNaN(ms)) throw wrong(property, `has an invalid date '${value}'`);
  return ms;
}

function wrong(property: PropertyMetadata, what: string): WireError {
  return invalidProperty(`Property '${property.name}' ${what}`, property.name);
}
