import { createHash } from 'node:crypto';
import { validate as isUuid } from 'uuid';
import { invalidField, type StrataError } from '#canonical';

function notOurs(more = ''): StrataError {
  return invalidField('/cursor', `cursor must be the next of an earlier page${more}`);
}

/** Short for a query: the next page of one is no page of another. */
function markOf(query: object): string {
  const asked = Object.entries(query).filter(([, value]) => value !== undefined).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(asked)).digest('base64url').slice(0, 11);
}

/** Of a list by time: microseconds since 1970 and id of the last row of a page; `query` is what the list was asked, where it was asked something. */
export const encodeCursor = (micros: string, id: string, query: object = {}): string => Buffer.from(`${micros} ${id} ${markOf(query)}`).toString('base64url');

/** Throws `invalid` for a cursor that is none of ours, or of another query. */
export function decodeCursor(cursor: string, query: object = {}): [micros: string, id: string] {
  const [, micros, id, mark] = /^(\d{1,17}) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) ([\w-]{11})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (micros === undefined || id === undefined) throw notOurs();
  if (mark !== markOf(query)) throw notOurs(', of the same query');
  return [micros, id];
}

/** Of a list by ids that grow with time: the last id of a page. Throws `invalid` for one that is none of ours. */
export function requireIdCursor(cursor: string | undefined): void {
  if (cursor !== undefined && !isUuid(cursor)) throw notOurs();
}
