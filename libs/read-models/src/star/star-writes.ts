import { snake, type StarTable } from '#store';
import { sqlTypes } from './star-values.js';

const ownColumns = ({ columns }: StarTable) => columns.filter(({ name }) => name !== 'deleted');

/**
 * The end of an INSERT into a table of the star, which is called `f`: a row that is there is written over, and comes back
 * if it was deleted. A row that stays as it is is not touched, so that nobody is told of it.
 * @param condition another one for writing over it
 */
export function onConflict(table: StarTable, condition?: string): string {
  const rest = ownColumns(table).filter(({ name }) => name !== table.key).map(({ name }) => snake(name));
  const now = rest.map((name) => `excluded.${name}`).join(', ');
  const then = rest.map((name) => `f.${name}`).join(', ');
  return `ON CONFLICT (${snake(table.key)}) DO UPDATE SET (${rest.join(', ')}) = ROW (${now}), deleted = false, changed_tx = pg_current_xact_id()
    WHERE ${condition ?? `(${then}, f.deleted) IS DISTINCT FROM (${now}, false)`}`;
}

/** `INSERT INTO table AS f (its columns)`, in the order in which the set tells them. */
export const insertInto = (table: StarTable): string => `INSERT INTO ${table.table} AS f (${ownColumns(table).map(({ name }) => snake(name)).join(', ')})`;

/** Writes rows that come as a JSON array, with the names that readers know. Each key once; they are locked in the order of their keys, as the column has it. */
export function writeRows(table: StarTable, parameter: string): string {
  const columns = ownColumns(table);
  return `${insertInto(table)} SELECT ${columns.map(({ name }) => `r."${name}"`).join(', ')}
    FROM jsonb_to_recordset(${parameter}::jsonb) AS r (${columns.map(({ name, type }) => `"${name}" ${sqlTypes[type]}`).join(', ')}) ORDER BY r."${table.key}" COLLATE "C" ${onConflict(table)}`;
}
