import { BadRequestException } from '@nestjs/common';

/** What the control API says of input it cannot use: 400 with the field and what was expected of it. */
export function badField(field: string, expected: string): BadRequestException {
  return new BadRequestException({ statusCode: 400, field, message: `${field} ${expected}` });
}

export type Fields = Readonly<Record<string, unknown>>;

/** The body as an object with none but the known fields. An absent body is an empty one. */
export function fieldsOf(body: unknown, known: readonly string[], name = 'body'): Fields {
  if (body === undefined || body === null) return {};
  if (typeof body !== 'object' || Array.isArray(body)) throw badField(name, 'must be an object');
  for (const field of Object.keys(body)) {
    if (!known.includes(field)) throw badField(name === 'body' ? field : `${name}.${field}`, `is unknown: use ${known.join(', ')}`);
  }
  return body as Fields;
}

export function optionalText(fields: Fields, field: string): string | undefined {
  const value = fields[field];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw badField(field, 'must be a string');
  return value;
}

export function requiredText(fields: Fields, field: string, name = field): string {
  const value = fields[field];
  if (value === undefined || value === null || value === '') throw badField(name, 'is missing');
  if (typeof value !== 'string') throw badField(name, 'must be a string');
  return value;
}

export function listOf(fields: Fields, field: string): unknown[] {
  const value = fields[field];
  if (!Array.isArray(value) || value.length === 0) throw badField(field, 'must be a list of at least one line');
  return value;
}

/** A day as `2026-12-31`, in epoch milliseconds of its midnight UTC. */
export function calendarDay(fields: Fields, field: string): number | undefined {
  const text = optionalText(fields, field);
  if (text === undefined) return undefined;
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  // The 30th of February would be read as the 2nd of March.
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text) throw badField(field, 'must be a date as 2026-12-31');
  return at;
}

export function optionalFlag(fields: Fields, field: string): boolean | undefined {
  const value = fields[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'boolean') throw badField(field, 'must be true or false');
  return value;
}

export function optionalNumber(fields: Fields, field: string, smallest: number, largest: number, name = field): number | undefined {
  const value = fields[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !(value >= smallest && value <= largest)) {
    throw badField(name, `must be a number from ${smallest} to ${largest}`);
  }
  return value;
}

export function optionalWhole(fields: Fields, field: string, smallest: number, largest: number, name = field): number | undefined {
  const value = optionalNumber(fields, field, smallest, largest, name);
  if (value !== undefined && !Number.isInteger(value)) throw badField(name, 'must be a whole number');
  return value;
}

/** A document number in a filter or a body, with or without its leading zeros. */
export function documentNumber(text: string | undefined): string | undefined {
  return text === undefined || !/^\d{1,10}$/.test(text) ? text : text.padStart(10, '0');
}
