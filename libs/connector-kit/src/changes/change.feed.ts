import { isStrataError, type Changes } from '#canonical';
import type { ConnectorDeps } from '../connector.js';
import { isMisread, unreadable } from '../faults.js';
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
  /** Where a reader goes on that was shown a change of this time: behind it, by the overlap. */
  behind(at: string): string;
  /** The next rows in the order of their change: `top` of them unless there are no more. */
  rows(call: C, cursor: Pick<ChangeCursor, 'from' | 'after'>, top: number): Promise<ChangedRow[]>;
  documents(call: C, ids: readonly string[]): Promise<T[]>;
}

/** Rows of one small read, and documents of one answer. */
const rowsPerRead = 500;
const documentsPerAnswer = 50;

/** How far, in ms, our clock may be ahead of a system's when a reader starts. */
const clockSkewMs = 300_000;

/** Polls sources with an overlap, and hands out again only what the reader has not kept. */
export class ChangeFeed {
  private readonly delivered = new DeliveredVersions();

  constructor(
    private readonly systemId: string,
    private readonly deps: Pick<ConnectorDeps, 'now' | 'log'>,
  ) {}

  /** Throws `invalid` for a cursor that is none of ours. */
  async read<C, T>(resource: string, source: ChangeSource<C, T>, call: C, text: string | undefined): Promise<Changes<T>> {
    const cursor = text === undefined ? { from: source.startOf(this.deps.now() - clockSkewMs), line: undefined, call: 0 } : readCursor(text);
    const reader = this.delivered.open(cursor.line, cursor.call);

    const rows = await source.rows(call, cursor, rowsPerRead);
    const news = rows.filter(({ id, version }) => !reader.isKept(`${resource} ${id}`, version)).slice(0, documentsPerAnswer);
    const documents = await this.readable(resource, source, call, news.map(({ id }) => id));
    for (const { id, version } of news) reader.give(`${resource} ${id}`, version);

    // A full answer may have left rows of this read behind it: the next call starts after its last document.
    const last = news.length === documentsPerAnswer ? news.at(-1) : rows.length === rowsPerRead ? rows.at(-1) : undefined;
    const next = last ? { from: cursor.from, after: { at: last.at, id: last.id } } : { from: nextFrom(source, cursor, rows) };
    return { documents, cursor: writeCursor({ ...next, line: reader.line, call: reader.call }), more: last !== undefined };
  }

  /** One document that cannot be read does not stop the others: it is left out until its next change, and named in the log. */
  private async readable<C, T>(resource: string, source: ChangeSource<C, T>, call: C, ids: readonly string[]): Promise<T[]> {
    if (ids.length === 0) return [];
    try {
      return await source.documents(call, ids);
    } catch (error) {
      if (!isOfOneDocument(error)) throw error;
      const [id] = ids;
      if (ids.length === 1) {
        this.deps.log.warn('a changed document cannot be read and is left out', { systemId: this.systemId, resource, id, error: reasonOf(error) });
        return [];
      }
      const half = Math.ceil(ids.length / 2);
      const first = await this.readable(resource, source, call, ids.slice(0, half));
      return [...first, ...(await this.readable(resource, source, call, ids.slice(half)))];
    }
  }
}

/** Only what the system has shown moves a reader on: by our clock it would pass over what a slower one dates behind it. */
function nextFrom<C, T>(source: ChangeSource<C, T>, { from, after }: Pick<ChangeCursor, 'from' | 'after'>, rows: readonly ChangedRow[]): string {
  const shown = [...rows.map(({ at }) => at), ...(after ? [after.at] : [])];
  return shown.map((at) => source.behind(at)).reduce((latest, each) => (each > latest ? each : latest), from);
}

/** An answer that is no JSON is no document's fault: it may be half of one, or the page of something in between. */
function isOfOneDocument(error: unknown): boolean {
  return isMisread(error) || (isStrataError(error) && error.details.reason === unreadable && !(error.cause instanceof SyntaxError));
}

function reasonOf(error: unknown): string | undefined {
  return isStrataError(error) ? `${error.kind} ${error.details.vendor?.code ?? ''}`.trimEnd() : (error as Error).name;
}
