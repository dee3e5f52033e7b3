import { StrataError } from '#canonical';
import { snake, starTables, type StarTable } from '#store';

/** Throws `not-found`, naming the sets that there are. */
export function starSet(set: string): StarTable {
  const table = starTables.find((each) => each.set === set);
  if (!table) throw new StrataError('not-found', `there is no set ${set}; expected one of ${starTables.map((each) => each.set).join(', ')}`);
  return table;
}

/** A column of a set in SQL, quoted. Its name comes of the schema, never of a reader. */
export const columnOf = (name: string): string => `"${snake(name)}"`;
