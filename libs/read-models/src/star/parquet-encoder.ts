import { Worker } from 'node:worker_threads';
import type { StarColumn } from '#store';

/** MB of the thread's heap: it works on one row group, and would let garbage grow over what may be used for an export. */
const resourceLimits = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 };

/** A Parquet file in the making, in a thread of its own, so that nothing else of this process waits for it. Must be closed. */
export class ParquetEncoder {
  private readonly worker: Worker;
  private asked: { resolve: (bytes: Buffer) => void; reject: (error: Error) => void } | undefined;
  private failure: Error | undefined;

  constructor(columns: readonly StarColumn[]) {
    const file = import.meta.url.endsWith('.ts') ? './parquet.worker.ts' : './parquet.worker.js';
    this.worker = new Worker(new URL(file, import.meta.url), { workerData: columns, resourceLimits, execArgv: [] });
    this.worker.on('message', (bytes: Uint8Array<ArrayBuffer>) => this.asked?.resolve(Buffer.from(bytes.buffer)));
    this.worker.on('error', (cause: unknown) => this.fail(new Error('Parquet cannot be encoded', { cause })));
    this.worker.on('exit', () => this.fail(new Error('the thread that encodes Parquet has ended')));
  }

  /** Answers the bytes of a row group. One at a time. @param copied rows in the text format of COPY */
  group(copied: Buffer[]): Promise<Buffer> {
    const rows = new Uint8Array(copied.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of copied) {
      rows.set(part, at);
      at += part.length;
    }
    return rows.length === 0 ? Promise.resolve(Buffer.alloc(0)) : this.ask(rows);
  }

  /** Answers the end of the file. */
  end(): Promise<Buffer> {
    return this.ask(new Uint8Array());
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private ask(rows: Uint8Array<ArrayBuffer>): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.asked = { resolve, reject };
      if (this.failure === undefined) this.worker.postMessage(rows, [rows.buffer]);
      else reject(this.failure);
    });
  }

  private fail(error: Error): void {
    this.failure ??= error;
    this.asked?.reject(error);
  }
}
