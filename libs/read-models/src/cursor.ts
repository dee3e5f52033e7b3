import { validate as isUuid } from 'uuid';
import { StrataError } from '#canonical';

function notOurs(): StrataError {
  const detail = 'cursor must be the next of an earlier page';
  return new StrataError('invalid', detail, { fields: [{ pointer: '/cursor', detail }] });
}

/** Of a list by time: microseconds since 1970 and id of the last row of a page. */
export const encodeCursor = (micros: string, id: string): string => Buffer.from(`${micros} ${id}`).toString('base64url');

/** Throws `invalid` for a cursor that is none of ours. */
export function decodeCursor(cursor: string): [micros: string, id: string] {
  const [, micros, id] = /^(\d{1,17}) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (micros === undefined || id === undefined) throw notOurs();
  return [micros, id];
}

/** Of a list by ids that grow with time: the last id of a page. Throws `invalid` for one that is none of ours. */
export function requireIdCursor(cursor: string | undefined): void {
  if (cursor !== undefined && !isUuid(cursor)) throw notOurs();
}
