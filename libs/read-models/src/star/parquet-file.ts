import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import type { StarColumn, StarType } from '#store';

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
  key: (text) => text,
  text: (text) => text,
  integer: Number,
  decimal: BigInt,
  boolean: (text) => text === 't',
  date: Number,
  timestamp: BigInt,
};

const elementOf = ({ name, type, scale = 0, nullable }: StarColumn): SchemaElement => ({ name, ...elements[type](scale), repetition_type: nullable ? 'OPTIONAL' : 'REQUIRED' });

/** A Parquet file that is written row group by row group: of those that were taken only the index is kept. */
export class ParquetFile {
  private readonly writer = new ByteWriter(1 << 20);
  private readonly file: ParquetWriter;

  constructor(private readonly columns: readonly StarColumn[]) {
    this.file = new ParquetWriter({ writer: this.writer, schema: [{ name: 'root', num_children: columns.length }, ...columns.map(elementOf)], createdBy: 'strata' });
  }

  /** Answers the bytes of the rows as one group. */
  group(rows: (string | null)[][]): Buffer {
    if (rows.length > 0) void this.file.write({ columnData: this.columns.map(({ name, type }, index) => ({ name, data: columnData(rows, index, values[type]) })), rowGroupSize: rows.length });
    return this.taken();
  }

  /** Answers the end of the file. */
  end(): Buffer {
    void this.file.finish();
    return this.taken();
  }

  /** The writer's own memory is used again for the next group. */
  private taken(): Buffer {
    const bytes = Buffer.from(this.writer.getBytes());
    this.writer.index = 0;
    return bytes;
  }
}

function columnData(rows: (string | null)[][], index: number, valueOf: (text: string) => unknown): unknown[] {
  return rows.map((row) => {
    const text = row[index];
    return text == null ? null : valueOf(text);
  });
}
