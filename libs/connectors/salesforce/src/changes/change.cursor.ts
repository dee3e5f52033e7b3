import { StrataError } from '#canonical';
import { isObject } from '../wire.record.js';

/** How far a reader has come, by the CRM's own clock. Opaque to it. */
export interface ChangeCursor {
  /** Records changed since then are still to be read; the overlap is already taken off. */
  from: string;
  /** Last row of a page that is not the last of its run. */
  after?: { at: string; id: string };
}

export function writeChangeCursor(cursor: ChangeCursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/** Throws `invalid` for what is no cursor of ours. */
export function readChangeCursor(text: string): ChangeCursor {
  let cause: unknown;
  try {
    const cursor: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (isObject(cursor) && isMoment(cursor['from'])) {
      const { from, after } = cursor;
      if (after === undefined) return { from };
      if (isObject(after) && isMoment(after['at']) && typeof after['id'] === 'string') return { from, after: { at: after['at'], id: after['id'] } };
    }
  } catch (error) {
    cause = error;
  }
  throw new StrataError('invalid', 'the cursor is none of this system', { reason: 'cursor-malformed', cause });
}

function isMoment(value: unknown): value is string {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}
