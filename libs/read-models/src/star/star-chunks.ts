import { addAbortSignal } from 'node:stream';
import { to as copyTo } from 'pg-copy-streams';
import { copyCsv, copyJson, copyTyped, type ExportRange } from './export.statements.js';
import type { StarReader } from './star-reader.js';

/** Some rows of a range, in the order of their keys. */
export interface Chunk {
  content: Buffer[];
  rows: number;
  /** Of the last row; undefined when there is none. */
  lastKey: string | undefined;
}

export type ReadChunk = (range: ExportRange, limit: number, signal: AbortSignal) => Promise<Chunk>;

/**
 * Reads a set in chunks, each a statement with a snapshot and a connection of its own that are given back before a byte of
 * it leaves: a reader who is slow holds back neither the vacuum nor another reader. One who leaves ends the statement.
 */
export class StarChunks {
  constructor(private readonly reader: StarReader) {}

  csv(keepFormulas: boolean): ReadChunk {
    return (range, limit, signal) => this.copied(copyCsv(range, limit, keepFormulas), signal, (content) => firstCsvField(lastRecord(content)));
  }

  readonly json: ReadChunk = (range, limit, signal) =>
    this.copied(copyJson(range, limit), signal, (content) => String((JSON.parse(lastLine(content)) as Record<string, unknown>)[range.table.key]));

  /** A backslash of the key is doubled in the text format. */
  readonly typed: ReadChunk = (range, limit, signal) => this.copied(copyTyped(range, limit), signal, (content) => (lastLine(content).split('\t', 1)[0] ?? '').replaceAll('\\\\', '\\'));

  private copied(text: string, signal: AbortSignal, keyOf: (content: Buffer[]) => string): Promise<Chunk> {
    return this.connected(signal, async (client) => {
      const stream = client.query(copyTo(text));
      const content: Buffer[] = [];
      for await (const part of addAbortSignal(signal, stream)) content.push(part as Buffer);
      return { content, rows: stream.rowCount, lastKey: stream.rowCount === 0 ? undefined : keyOf(content) };
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

/** The last line of what was copied, without its end. A line is short: mostly it lies in the last part. */
function lastLine(content: Buffer[]): string {
  return lastThat(content, () => true);
}

/** The last record of CSV. A line end within quotes is none: after it stands an odd number of quotes. */
function lastRecord(content: Buffer[]): string {
  return lastThat(content, (line) => line.split('"').length % 2 === 1);
}

function lastThat(content: Buffer[], isWhole: (line: string) => boolean): string {
  for (let from = content.length - 1; from >= 0; from -= 1) {
    const text = Buffer.concat(content.slice(from)).toString().replace(/\n$/, '');
    for (let end = text.lastIndexOf('\n'); end >= 0; end = end === 0 ? -1 : text.lastIndexOf('\n', end - 1)) {
      const line = text.slice(end + 1);
      if (isWhole(line)) return line;
    }
    if (from === 0) return text;
  }
  return '';
}

function firstCsvField(line: string): string {
  const quoted = /^"((?:[^"]|"")*)"/.exec(line)?.[1];
  return quoted === undefined ? (line.split(',', 1)[0] ?? '') : quoted.replaceAll('""', '"');
}
