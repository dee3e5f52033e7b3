import { SalesforceError } from '../salesforce.error.js';
import { isKey, isNumber, isText, type FieldSchema, type ObjectSchema } from '../schema/object.schema.js';
import { normalId } from './record.id.js';

/** A value as a column holds it: texts, numbers, booleans as 0 and 1, dates as text, moments as epoch milliseconds. */
export type ColumnValue = string | number | null;

/** Checks what a caller wrote into a field. Throws the SalesforceError that the real system answers. */
export function toColumn(object: ObjectSchema, field: FieldSchema, value: unknown): ColumnValue {
  if (value === null || value === '') {
    if (field.type === 'boolean') throw unreadable(field, value);
    if (field.required) throw new SalesforceError(400, 'REQUIRED_FIELD_MISSING', `Required fields are missing: [${field.name}]`, [field.name]);
    return null;
  }
  if (field.type === 'boolean') return booleanColumn(field, value);
  if (isNumber(field.type)) return numberColumn(field, value);
  if (field.type === 'date' || field.type === 'datetime') return timeColumn(field, value);
  if (typeof value === 'object') throw unreadable(field, value);
  return isKey(field.type) ? keyColumn(field, String(value)) : textColumn(object, field, String(value));
}

/** A column's value as an answer shows it. */
export function fromColumn(field: FieldSchema, value: ColumnValue): unknown {
  if (value === null) return field.type === 'boolean' ? false : null;
  if (field.type === 'boolean') return value === 1;
  // Salesforce writes its offset without a colon.
  if (field.type === 'datetime') return new Date(value).toISOString().replace('Z', '+0000');
  return value;
}

function textColumn(object: ObjectSchema, field: FieldSchema, value: string): string {
  const text = value.trim();
  if (field.length !== undefined && text.length > field.length) {
    const message = `${field.label}: data value too large: ${text.slice(0, 80)} (max length=${field.length})`;
    throw new SalesforceError(400, 'STRING_TOO_LONG', message, [field.name]);
  }
  if (field.type === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) {
    throw new SalesforceError(400, 'INVALID_EMAIL_ADDRESS', `${field.label}: invalid email address: ${text}`, [field.name]);
  }
  // Picklists of the standard objects take any value, but the currency is one that the organisation has.
  if (field.name === 'CurrencyIsoCode' && !field.picklist!.includes(text)) {
    throw new SalesforceError(400, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', `${object.label} Currency: bad value for restricted picklist field: ${text}`, [field.name]);
  }
  return text;
}

function keyColumn(field: FieldSchema, value: string): string {
  const id = normalId(value);
  if (id === undefined) throw new SalesforceError(400, 'MALFORMED_ID', `${field.label}: id value of incorrect type: ${value}`, [field.name]);
  return id;
}

function booleanColumn(field: FieldSchema, value: unknown): number {
  if (value === true || value === 'true') return 1;
  if (value === false || value === 'false') return 0;
  throw unreadable(field, value);
}

function numberColumn(field: FieldSchema, value: unknown): number {
  const number = typeof value === 'number' ? value : typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
  if (number === undefined) throw unreadable(field, value);
  const { precision = 18, scale = 0 } = field;
  if (Math.abs(number) >= 10 ** (precision - scale)) {
    throw new SalesforceError(400, 'NUMBER_OUTSIDE_VALID_RANGE', `${field.label}: value outside of valid range on numeric field: ${number}`, [field.name]);
  }
  return Number(number.toFixed(scale));
}

function timeColumn(field: FieldSchema, value: unknown): ColumnValue {
  const text = typeof value === 'string' ? value : '';
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/.test(text);
  const ms = day || moment ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw unreadable(field, value);
  if (field.type === 'date') return text.slice(0, 10);
  // Moments are kept to the second.
  return ms - (ms % 1000);
}

function unreadable(field: FieldSchema, value: unknown): SalesforceError {
  const kind = Array.isArray(value) ? 'START_ARRAY' : value !== null && typeof value === 'object' ? 'START_OBJECT' : value === null ? 'VALUE_NULL' : typeof value === 'string' ? 'VALUE_STRING' : typeof value === 'boolean' ? 'VALUE_TRUE' : 'VALUE_NUMBER';
  const shown = typeof value === 'object' ? '' : ` value ${String(value)}`;
  return new SalesforceError(400, 'JSON_PARSER_ERROR', `Cannot deserialize instance of ${isText(field.type) ? 'string' : field.type} from ${kind}${shown} or request may be missing a required field at [line:1, column:1]`);
}
