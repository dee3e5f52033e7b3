import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { starTables, type StarTable } from '#read-models';

const columnTypes = ['uuid', 'text', 'integer', 'decimal', 'boolean', 'date', 'timestamp'] as const;

export class ExportColumn {
  @ApiProperty({ example: 'hoursToCash' })
  name!: string;

  @ApiProperty({ enum: columnTypes })
  type!: (typeof columnTypes)[number];

  @ApiProperty()
  nullable!: boolean;

  @ApiPropertyOptional({ example: 4, description: 'Of a decimal: digits after the point in Parquet' })
  scale?: number;

  @ApiProperty({ example: 'From placed to paid, in hours' })
  meaning!: string;
}

/** What can be taken out as a whole. */
export class ExportSet {
  @ApiProperty({ example: 'orders' })
  set!: string;

  @ApiProperty({ example: 'Orders with their cycle times' })
  meaning!: string;

  @ApiProperty({ example: 'orderId', description: 'Column by which rows are sorted, and told apart' })
  key!: string;

  @ApiProperty({ type: [ExportColumn] })
  columns!: ExportColumn[];
}

export class ExportSets {
  @ApiProperty({ type: [ExportSet] })
  items!: ExportSet[];
}

function setView({ set, meaning, key, columns }: StarTable): ExportSet {
  return { set, meaning, key, columns: columns.map(({ type, ...column }) => ({ ...column, type: type === 'key' ? 'text' : type })) };
}

export const exportSets: ExportSets = { items: starTables.map(setView) };
