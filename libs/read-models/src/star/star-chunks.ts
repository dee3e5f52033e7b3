import { addAbortSignal } from 'node:stream';
import { to as copyTo } from 'pg-copy-streams';
import { copyCsv, copyJson, selectTyped, type ExportRange } from './export.statements.js';
import type { StarReader } from './star-reader.js';

/** Some rows of a range, in the order of their keys. */
export interface Chunk<Content> {
  content: Content;
  rows: number;
  /** Of the last row; undefined when there is none. */
  lastKey: string | undefined;
}

export type ReadChunk<Content> = (range: ExportRange, limit: number, signal: AbortSignal) => Promise<Chunk<Content>>;

/**
 * Reads a set in chunks, each a statement with a snapshot and a connection of its own that are given back before a byte of
 * it leaves: a reader who is slow holds back neither the vacuum nor another reader. One who leaves ends the statement.
 */
export class StarChunks {
  constructor(private readonly reader: StarReader) {}

  csv(keepFormulas: boolean): ReadChunk<Buffer[]> {
    return (range, limit, signal) => this.copied(copyCsv(range, limit, keepFormulas), signal, firstCsvField);
  }

  readonly json: ReadChunk<Buffer[]> = (range, limit, signal) =>
    this.copied(copyJson(range, limit), signal, (line) => String((JSON.parse(line) as Record<string, unknown>)[range.table.key]));

  /** Texts of each row, null where there is no value. */
  readonly typed: ReadChunk<(string | null)[][]> = (range, limit, signal) =>
    this.connected(signal, async (client) => {
      const asText = { getTypeParser: () => (value: unknown) => value } as never;
      const { rows } = await client.query<(string | null)[]>({ text: selectTyped(range, limit), rowMode: 'array', types: asText });
      return { content: rows, rows: rows.length, lastKey: rows.at(-1)?.[0] ?? undefined };
    });

  private copied(text: string, signal: AbortSignal, keyOf: (line: string) => string): Promise<Chunk<Buffer[]>> {
    return this.connected(signal, async (client) => {
      const stream = client.query(copyTo(text));
      const content: Buffer[] = [];
      for await (const part of addAbortSignal(signal, stream)) content.push(part as Buffer);
      return { content, rows: stream.rowCount, lastKey: stream.rowCount === 0 ? undefined : keyOf(lastRecord(content)) };
    });
  }

  /** A connection that was in the middle of something when the reader left, or the statement failed, is closed. */
  private async connected<T>(signal: AbortSignal, use: (client: Awaited<ReturnType<StarReader['connection']>>) => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const client = await this.reader.connection();
    let released = false;
    const release = (broken: boolean) => {
      if (!released) client.release(broken);
      released = true;
    };
    const leave = () => release(true);
    signal.addEventListener('abort', leave, { once: true });
    try {
      signal.throwIfAborted();
      const result = await use(client);
      release(false);
      return result;
    } finally {
      signal.removeEventListener('abort', leave);
      release(true);
    }
  }
}

/** The last record of what was copied, without its line end. A line end within quotes is none: before it stands an odd number of quotes. */
function lastRecord(content: Buffer[]): string {
  // A record is short: mostly it lies in the last part.
  for (let from = content.length - 1; from >= 0; from -= 1) {
    const text = Buffer.concat(content.slice(from)).toString().replace(/\n$/, '');
    for (let end = text.lastIndexOf('\n'); end >= 0; end = end === 0 ? -1 : text.lastIndexOf('\n', end - 1)) {
      const line = text.slice(end + 1);
      if (line.split('"').length % 2 === 1) return line;
    }
    if (from === 0) return text;
  }
  return '';
}

function firstCsvField(line: string): string {
  const quoted = /^"((?:[^"]|"")*)"/.exec(line)?.[1];
  return quoted === undefined ? (line.split(',', 1)[0] ?? '') : quoted.replaceAll('""', '"');
}
