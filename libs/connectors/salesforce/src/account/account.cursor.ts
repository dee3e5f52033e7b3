import { StrataError } from '#canonical';
import { isObject } from '../wire.record.js';

/** The last row of a page: the next one begins behind it. */
export interface PageCursor {
  name: string;
  id: string;
}

export function writePageCursor({ name, id }: PageCursor): string {
  return Buffer.from(JSON.stringify({ name, id })).toString('base64url');
}

/** Throws `invalid` for what is no cursor of ours. */
export function readPageCursor(text: string): PageCursor {
  let cause: unknown;
  try {
    const cursor: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (isObject(cursor) && typeof cursor['name'] === 'string' && typeof cursor['id'] === 'string') return { name: cursor['name'], id: cursor['id'] };
  } catch (error) {
    cause = error;
  }
  throw new StrataError('invalid', 'the cursor is none of this system', { reason: 'cursor-malformed', cause });
}
