import { createHash } from 'node:crypto';
import { fromPublicId, type DataScope, type Principal } from '#canonical';

/** Scope of who may see every row, such as our own flow. */
export const wholeBusiness: DataScope | undefined = undefined;

/** Makes a value a part of a statement: its parameter, or a literal. */
export type AsSql = (value: unknown, type: 'text' | 'text[]') => string;

/** Of a table whose rows are customers': that they are the reader's own. No condition without a scope, so that nobody pays for those who have one. */
export function ownRows(scope: DataScope | undefined, column: string, value: AsSql): string[] {
  const [customers, systems] = ownParameters(scope);
  // Equal to one, its orders come from the index in their order; of a list they would be sorted first.
  if (customers?.length === 1) return [`${column} = ${value(customers[0], 'text')}`];
  if (customers) return [`${column} = ANY(${value(customers, 'text[]')})`];
  return systems === null ? [] : [`${column} ~ ${value(systems, 'text')}`];
}

/** Of a table whose rows are systems', such as items. */
export function ownSystems(scope: DataScope | undefined, column: string, value: AsSql): string[] {
  return scope?.systems === undefined ? [] : [`${column} = ANY(${value(scope.systems, 'text[]')})`];
}

/** The same condition in a statement that is written out, whoever asks; {@link ownParameters} are the values from `$at` on. */
export const ownRowsAt = (at: number, column: string): string => `($${at}::text[] IS NULL OR ${column} = ANY($${at})) AND ($${at + 1}::text IS NULL OR ${column} ~ $${at + 1})`;

/** Public ids of the customers, or a pattern of those of the systems: null for what does not narrow. */
export function ownParameters(scope: DataScope | undefined): [customers: readonly string[] | null, pattern: string | null] {
  const { customers, systems } = scope ?? {};
  // A pattern of no system would fit everything.
  if (systems?.length === 0) return [[], null];
  if (customers === undefined) return [null, systems === undefined ? null : `^(?:${systems.map(idsOf).join('|')})`];
  return [systems === undefined ? customers : customers.filter((id) => systems.includes(fromPublicId(id)?.systemId ?? '')), null];
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** How public ids of a system begin: six bits are a letter, so that the one in which the system's name ends is one of several. */
function idsOf(systemId: string): string {
  const name = Buffer.from(`${systemId}\u0000`).toString('base64url');
  const open = (name.length * 6) % 8;
  if (open === 0) return name;
  const first = alphabet.indexOf(name.at(-1)!);
  return `${name.slice(0, -1)}[${alphabet.slice(first, first + 2 ** open).replace('-', '\\-')}]`;
}

/** Short for a scope: what was given to a reader of some rows is none of a reader of others. Nothing for who sees all. */
export function markOfScope(scope: DataScope | undefined): string | undefined {
  if (scope?.customers === undefined && scope?.systems === undefined) return undefined;
  let mark = marks.get(scope);
  if (mark === undefined) {
    const sorted = [scope.customers, scope.systems].map((ids) => ids && [...new Set(ids)].toSorted());
    mark = createHash('sha256').update(JSON.stringify(sorted)).digest('base64url').slice(0, 16);
    marks.set(scope, mark);
  }
  return mark;
}

/** A principal is the same object for as long as its credential is known. */
const marks = new WeakMap<DataScope, string>();

/** To whom a token is given: the principal, with the rows that it may see. */
export function holderOf({ id, dataScope }: Pick<Principal, 'id' | 'dataScope'>): string {
  const mark = markOfScope(dataScope);
  return mark === undefined ? id : `${id} ${mark}`;
}
