import type { Changes } from '#canonical';
import { readCursor, writeCursor, type ChangeCursor } from './change.cursor.js';
import { DeliveredVersions } from './delivered.versions.js';

/** A document that has changed, as a small read shows it. */
export interface ChangedRow {
  id: string;
  /** When, in the words of the source's cursor. */
  at: string;
  version: string;
}

/** One resource of a system that can be asked for what changed since a time. `C` is the connector's call. */
export interface ChangeSource<C, T> {
  /** Where a reader starts that has seen everything until `now`: behind it, by the overlap. */
  startOf(now: number): string;
  /** The next rows in the order of their change. */
  rows(call: C, cursor: Pick<ChangeCursor, 'from' | 'after'>, top: number): Promise<ChangedRow[]>;
  documents(call: C, ids: readonly string[]): Promise<T[]>;
}

/** Rows of one small read, and documents of one answer. */
const rowsPerRead = 500;
const documentsPerAnswer = 50;

/** Polls sources with an overlap, and hands out again only what the reader has not kept. */
export class ChangeFeed {
  private readonly delivered = new DeliveredVersions();

  constructor(private readonly now: () => number) {}

  /** Throws `invalid` for a cursor that is none of ours. */
  async read<C, T>(resource: string, source: ChangeSource<C, T>, call: C, text: string | undefined): Promise<Changes<T>> {
    const began = this.now();
    const cursor = text === undefined ? { from: source.startOf(began), line: undefined, call: 0 } : readCursor(text);
    const reader = this.delivered.open(cursor.line, cursor.call);

    const rows = await source.rows(call, cursor, rowsPerRead);
    const news = rows.filter(({ id, version }) => !reader.isKept(`${resource} ${id}`, version)).slice(0, documentsPerAnswer);
    const documents = news.length === 0 ? [] : await source.documents(call, news.map(({ id }) => id));
    for (const { id, version } of news) reader.give(`${resource} ${id}`, version);

    // A full answer may have left rows of this read behind it: the next call starts after its last document.
    const last = news.length === documentsPerAnswer ? news.at(-1) : rows.length === rowsPerRead ? rows.at(-1) : undefined;
    const start = source.startOf(began);
    const next = last ? { from: cursor.from, after: { at: last.at, id: last.id } } : { from: start > cursor.from ? start : cursor.from };
    return { documents, cursor: writeCursor({ ...next, line: reader.line, call: reader.call }), more: last !== undefined };
  }
}
