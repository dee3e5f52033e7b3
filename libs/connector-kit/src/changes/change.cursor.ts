import { StrataError } from '#canonical';

/** How far a reader has come. Opaque to it. */
export interface ChangeCursor {
  /** Documents changed since then: an instant, or a date for deliveries. */
  from: string;
  /** Last row of a page that is not the last. */
  after?: { at: string; id: string };
  /** The reader's line of calls, and the call that this cursor came from. */
  line: string;
  call: number;
}

export function writeCursor(cursor: ChangeCursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/** Throws `invalid` for what is no cursor of ours. */
export function readCursor(text: string): ChangeCursor {
  try {
    const cursor: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (isRecord(cursor) && typeof cursor['from'] === 'string' && typeof cursor['line'] === 'string' && typeof cursor['call'] === 'number') {
      return cursor as unknown as ChangeCursor;
    }
  } catch (cause) {
    throw new StrataError('invalid', 'the cursor is none of this system', { reason: 'cursor-malformed', cause });
  }
  throw new StrataError('invalid', 'the cursor is none of this system', { reason: 'cursor-malformed' });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
