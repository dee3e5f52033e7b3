import { EntitySchema, type ColumnType, type EntitySchemaColumnOptions } from 'typeorm';
import { changedTx } from './changed-tx.js';
import { snake, starTables, type StarColumn, type StarTable, type StarType } from './star-tables.js';

const columnTypes: Record<StarType, ColumnType> = { uuid: 'uuid', key: 'text', text: 'text', integer: 'integer', decimal: 'numeric', boolean: 'boolean', date: 'date', timestamp: 'timestamptz' };

function columnOf({ name, type, nullable }: StarColumn, key: string): EntitySchemaColumnOptions {
  return {
    name: snake(name),
    type: columnTypes[type],
    nullable,
    ...(type === 'key' && { collation: 'C' }),
    ...(name === key && { primary: true }),
    ...(name === 'deleted' && { default: false }),
  };
}

function entityOf({ table, key, columns, indexes }: StarTable): EntitySchema {
  return new EntitySchema({
    name: table,
    tableName: table,
    columns: { ...Object.fromEntries(columns.map((column) => [column.name, columnOf(column, key)])), changedTx },
    indices: indexes.map((of) => ({ name: `${table}_${snake(of[0]!)}`, columns: [...of] })),
  });
}

/** The tables of the star schema, for the check that no column has drifted: rows are written and read by statements. */
export const starEntities: readonly EntitySchema[] = starTables.map(entityOf);
