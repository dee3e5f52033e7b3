import { familyOf, type Family, type SqlValue, type ValueType } from './star-values.js';

export interface StarFunction {
  /** Families that each parameter may be of; those after `required` may be left out. */
  parameters: readonly (readonly Family[])[];
  required: number;
  type: ValueType;
  sql(...parameters: string[]): string;
}

const text = ['text'] as const;
const number = ['number'] as const;
const day = ['date', 'timestamp'] as const;
const time = ['timestamp'] as const;

function of(parameters: readonly (readonly Family[])[], type: ValueType, sql: (...parameters: string[]) => string, required = parameters.length): StarFunction {
  return { parameters, required, type, sql };
}

const field = (name: string, families: readonly Family[]) => of([families], 'integer', (value) => `extract(${name} FROM ${value})::integer`);

/** Functions of `$filter` and `$orderby` (OData URL conventions 5.1.1.5 to 5.1.1.9), those that a reader of facts needs. */
export const starFunctions: ReadonlyMap<string, StarFunction> = new Map(
  Object.entries({
    // strpos and its like, for LIKE would read % and _ of the value as wildcards.
    contains: of([text, text], 'boolean', (within, part) => `(strpos(${within}, ${part}) > 0)`),
    startswith: of([text, text], 'boolean', (within, part) => `starts_with(${within}, ${part})`),
    endswith: of([text, text], 'boolean', (within, part) => `(right(${within}, length(${part})) = ${part})`),
    length: of([text], 'integer', (value) => `length(${value})`),
    indexof: of([text, text], 'integer', (within, part) => `(strpos(${within}, ${part}) - 1)`),
    substring: of([text, number, number], 'text', (value, from, count) => `substr(${value}, (${from})::integer + 1${count === undefined ? '' : `, (${count})::integer`})`, 2),
    tolower: of([text], 'text', (value) => `lower(${value})`),
    toupper: of([text], 'text', (value) => `upper(${value})`),
    trim: of([text], 'text', (value) => `btrim(${value})`),
    concat: of([text, text], 'text', (left, right) => `(${left} || ${right})`),
    year: field('year', day),
    month: field('month', day),
    day: field('day', day),
    hour: field('hour', time),
    minute: field('minute', time),
    second: of([time], 'integer', (value) => `trunc(extract(second FROM ${value}))::integer`),
    date: of([time], 'date', (value) => `(${value})::date`),
    now: of([], 'timestamp', () => 'now()'),
    round: of([number], 'decimal', (value) => `round((${value})::numeric)`),
    floor: of([number], 'decimal', (value) => `floor((${value})::numeric)`),
    ceiling: of([number], 'decimal', (value) => `ceiling((${value})::numeric)`),
  }),
);

export const starFunctionNames: readonly string[] = [...starFunctions.keys()];

/** A parameter as its function takes it: days and hours are those of UTC, texts of a key lose the key's own collation. */
export function parameterOf({ sql, type, constant }: SqlValue): string {
  if (type === 'timestamp') return `(${sql} AT TIME ZONE 'UTC')`;
  return type !== 'null' && familyOf(type) === 'text' && !constant ? `(${sql} COLLATE "default")` : sql;
}
