import { exportColumns, type ExportRange } from './export.statements.js';
import { ParquetEncoder } from './parquet-encoder.js';
import { StarChunks, type Chunk, type ReadChunk } from './star-chunks.js';
import type { StarReader } from './star-reader.js';

export const exportFormats = ['ndjson', 'csv', 'parquet'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Rows of a statement. */
interface ChunkRows {
  /** Of what goes out as PostgreSQL writes it. 20,000 are no faster, and took 225 MB instead of 35: buffers are let go later than they are made. */
  copied: number;
  /** Of a row group of Parquet, which is many objects until it is encoded. */
  encoded: number;
}

export interface ExportOptions {
  /** Rows at most. */
  limit?: number;
  /** CSV tells texts that begin like a formula as they are. */
  keepFormulas?: boolean;
  /** Ends the statement that is running. Without it whoever stops taking bytes ends the next one alone. */
  signal?: AbortSignal;
}

/** Sets of the star as files, in memory that does not grow with them. */
export class StarExports {
  private readonly chunks: StarChunks;

  constructor(
    reader: StarReader,
    private readonly chunkRows: ChunkRows = { copied: 5_000, encoded: 5_000 },
  ) {
    this.chunks = new StarChunks(reader);
  }

  /** The bytes of a file, part by part. Whoever stops taking them ends what is read. */
  bytes(format: ExportFormat, range: ExportRange, options: ExportOptions = {}): AsyncGenerator<Buffer> {
    if (format === 'parquet') return this.parquet(range, options);
    return format === 'csv' ? this.csv(range, options) : this.ndjson(range, options);
  }

  private async *csv(range: ExportRange, options: ExportOptions): AsyncGenerator<Buffer> {
    yield Buffer.from(`${range.columns.join(',')}\n`);
    for await (const { content } of this.ahead(this.chunks.csv(options.keepFormulas ?? false), this.chunkRows.copied, range, options)) yield* content;
  }

  private async *ndjson(range: ExportRange, options: ExportOptions): AsyncGenerator<Buffer> {
    for await (const { content } of this.ahead(this.chunks.json, this.chunkRows.copied, range, options)) yield* content;
  }

  private async *parquet(range: ExportRange, options: ExportOptions): AsyncGenerator<Buffer> {
    const encoder = new ParquetEncoder(exportColumns(range));
    try {
      for await (const { content } of this.ahead(this.chunks.typed, this.chunkRows.encoded, range, options)) yield await encoder.group(content);
      yield await encoder.end();
    } finally {
      await encoder.close();
    }
  }

  /** One chunk after the other, of which the next is read while the last is taken. */
  private async *ahead(read: ReadChunk, most: number, range: ExportRange, { limit = Infinity, signal }: ExportOptions): AsyncGenerator<Chunk> {
    const stopped = new AbortController();
    const left = signal ? AbortSignal.any([signal, stopped.signal]) : stopped.signal;
    const next = (after: string | undefined, rows: number): Promise<Chunk> => {
      const reading = read({ ...range, after }, Math.min(most, rows), left);
      // Of a chunk that nobody waits for any more.
      reading.catch(() => undefined);
      return reading;
    };
    try {
      let wanted = limit;
      for (let reading: Promise<Chunk> | undefined = next(range.after, wanted); reading; ) {
        const chunk: Chunk = await reading;
        wanted -= chunk.rows;
        reading = chunk.rows === most && wanted > 0 ? next(chunk.lastKey, wanted) : undefined;
        yield chunk;
      }
    } finally {
      stopped.abort();
    }
  }
}
