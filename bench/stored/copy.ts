import type { Client, Connection, Submittable } from 'pg';

/** What of pg's connection COPY needs; its types leave it out. */
interface CopyConnection {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/** COPY in its text format, by pg's own protocol hooks. @see https://www.postgresql.org/docs/current/sql-copy.html */
class Copy implements Submittable {
  readonly ended: Promise<void>;
  readonly out: Buffer[] = [];
  private readonly text: string;
  private readonly rows: Buffer;
  private resolve!: () => void;
  private reject!: (error: Error) => void;

  constructor(text: string, rows: string) {
    this.text = text;
    this.rows = Buffer.from(rows);
    this.ended = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  submit(connection: Connection): void {
    (connection as unknown as CopyConnection).query(this.text);
  }

  handleCopyInResponse(connection: CopyConnection): void {
    connection.sendCopyFromChunk(this.rows);
    connection.endCopyFrom();
  }

  handleCopyData({ chunk }: { chunk: Buffer }): void {
    this.out.push(chunk);
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.resolve();
  }

  handleError(error: Error): void {
    this.reject(error);
  }
}

/** @param rows lines in COPY's text format, each ended by a line feed */
export async function copyIn(client: Client, table: string, columns: readonly string[], rows: string): Promise<void> {
  if (rows !== '') await client.query(new Copy(`COPY ${table} (${columns.join(', ')}) FROM STDIN`, rows)).ended;
}

/** @returns lines in COPY's text format, without their line feeds */
export async function copyOut(client: Client, select: string): Promise<string[]> {
  const copy = client.query(new Copy(`COPY (${select}) TO STDOUT`, ''));
  await copy.ended;
  return Buffer.concat(copy.out).toString('utf8').split('\n').slice(0, -1);
}
