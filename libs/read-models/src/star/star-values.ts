import type { StarType } from '#store';

/** What a value of a statement is. `long` counts rows. */
export type ValueType = StarType | 'long';

/** A piece of SQL that yields a value. */
export interface SqlValue {
  sql: string;
  type: ValueType | 'null';
  nullable: boolean;
  /** A parameter, not a column. */
  constant?: boolean;
}

/** Type as PostgreSQL says it. */
export const sqlTypes: Record<ValueType, string> = {
  uuid: 'uuid',
  key: 'text',
  text: 'text',
  integer: 'integer',
  long: 'bigint',
  decimal: 'numeric',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamptz',
};

export type Family = 'text' | 'number' | 'boolean' | 'date' | 'timestamp' | 'uuid';

/** Values of one family can be compared with each other. */
export function familyOf(type: ValueType): Family {
  switch (type) {
    case 'key':
    case 'text':
      return 'text';
    case 'integer':
    case 'long':
    case 'decimal':
      return 'number';
    default:
      return type;
  }
}

/** Type as OData says it. */
export const edmTypes: Record<ValueType, string> = {
  uuid: 'Edm.Guid',
  key: 'Edm.String',
  text: 'Edm.String',
  integer: 'Edm.Int32',
  long: 'Edm.Int64',
  decimal: 'Edm.Decimal',
  boolean: 'Edm.Boolean',
  date: 'Edm.Date',
  timestamp: 'Edm.DateTimeOffset',
};

/** Values of a statement: each becomes a parameter with its type, none becomes text of the statement. */
export class Parameters {
  readonly values: unknown[] = [];

  add(value: string | number | boolean | null, type: ValueType): string {
    return `$${this.values.push(value)}::${sqlTypes[type]}`;
  }

  /** One of a type that PostgreSQL names so. */
  readonly of = (value: unknown, type: string): string => `$${this.values.push(value)}::${type}`;

  list(values: (string | null)[], type: ValueType): string {
    return `$${this.values.push(values)}::${sqlTypes[type]}[]`;
  }
}
