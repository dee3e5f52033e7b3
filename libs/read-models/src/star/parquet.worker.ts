import { parentPort, workerData } from 'node:worker_threads';
import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import type { StarColumn, StarType } from '#store';

/**
 * Encodes one Parquet file in a thread of its own. Each message is rows in the text format of COPY, answered by the bytes
 * of a row group; an empty one asks for the end of the file. Of groups that were taken only the index is kept.
 * Node runs it from source too, so it stands alone: of ours it imports types.
 */

/** Digits that a decimal of 8 bytes holds. */
const precision = 18;

/** UUIDs stay texts: not every tool that reads Parquet knows their type. */
const elements: Record<StarType, (scale: number) => Partial<SchemaElement>> = {
  uuid: () => ({ type: 'BYTE_ARRAY', converted_type: 'UTF8' }),
  key: () => ({ type: 'BYTE_ARRAY', converted_type: 'UTF8' }),
  text: () => ({ type: 'BYTE_ARRAY', converted_type: 'UTF8' }),
  integer: () => ({ type: 'INT32' }),
  decimal: (scale) => ({ type: 'INT64', converted_type: 'DECIMAL', precision, scale }),
  boolean: () => ({ type: 'BOOLEAN' }),
  date: () => ({ type: 'INT32', converted_type: 'DATE' }),
  timestamp: () => ({ type: 'INT64', converted_type: 'TIMESTAMP_MICROS' }),
};

/** From the text that PostgreSQL gives of what `typedValue` selects. */
const values: Record<StarType, (text: string) => unknown> = {
  uuid: (text) => text,
  key: unescaped,
  text: unescaped,
  integer: Number,
  decimal: BigInt,
  boolean: (text) => text === 't',
  date: Number,
  timestamp: BigInt,
};

const columns = workerData as readonly StarColumn[];
const writer = new ByteWriter(1 << 20);
const schema: SchemaElement[] = [
  { name: 'root', num_children: columns.length },
  ...columns.map(({ name, type, scale = 0, nullable }) => ({ name, ...elements[type](scale), repetition_type: nullable ? ('OPTIONAL' as const) : ('REQUIRED' as const) })),
];
const file = new ParquetWriter({ writer, schema, createdBy: 'strata' });

parentPort!.on('message', (copied: Uint8Array) => {
  if (copied.length > 0) writeGroup(Buffer.from(copied.buffer, copied.byteOffset, copied.length));
  else void file.finish();
  // The writer's own memory is used again for the next group.
  const bytes = new Uint8Array(writer.getBytes());
  writer.index = 0;
  parentPort!.postMessage(bytes, [bytes.buffer]);
});

const [tab, lineEnd] = [9, 10];

/**
 * Each value is a text of its own: a part of a longer text would keep that one alive, and the index of the file keeps the
 * least and the greatest value of every group.
 */
function writeGroup(copied: Buffer): void {
  const data: unknown[][] = columns.map(() => []);
  for (let at = 0, start = 0, index = 0; at < copied.length; at += 1) {
    const byte = copied[at];
    if (byte !== tab && byte !== lineEnd) continue;
    const text = copied.toString('utf8', start, at);
    data[index]!.push(text === '\\N' ? null : values[columns[index]!.type](text));
    start = at + 1;
    index = byte === tab ? index + 1 : 0;
  }
  void file.write({ columnData: columns.map(({ name }, index) => ({ name, data: data[index]! })), rowGroupSize: data[0]!.length });
}

/** https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-FILE-FORMATS */
function unescaped(text: string): string {
  const letters: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };
  return text.includes('\\') ? text.replaceAll(/\\(.)/g, (_, letter: string) => letters[letter] ?? letter) : text;
}
