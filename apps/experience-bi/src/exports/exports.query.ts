import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Length, Max, MaxLength, Min } from 'class-validator';
import { exportFormats, starTables, type ExportFormat } from '#read-models';

const mostRows = 100_000_000;
const token = { minLength: 1, maxLength: 1_000 };

export class ExportPath {
  @ApiProperty({ enum: starTables.map(({ set }) => set) })
  @IsString()
  @MaxLength(40)
  set!: string;
}

export class ExportQuery {
  @ApiPropertyOptional({ enum: exportFormats, default: 'ndjson' })
  @IsOptional()
  @IsIn(exportFormats, { message: `format must be one of ${exportFormats.join(', ')}` })
  format?: ExportFormat;

  @ApiPropertyOptional({ ...token, description: '`strata-export-until` of an earlier export of the set: only what changed since then, deleted rows with it' })
  @IsOptional()
  @IsString()
  @Length(1, 1_000)
  since?: string;

  @ApiPropertyOptional({ ...token, description: '`strata-export-until` of an export that was cut short: its horizon once more, to go on with `after`' })
  @IsOptional()
  @IsString()
  @Length(1, 1_000)
  until?: string;

  @ApiPropertyOptional({ minLength: 1, maxLength: 500, description: 'Key of the last row that you have' })
  @IsOptional()
  @IsString()
  @Length(1, 500)
  after?: string;

  @ApiPropertyOptional({ maxLength: 2_000, example: 'orderId,total,hoursToCash', description: 'Names with commas between; all when left out. The key always comes first' })
  @IsOptional()
  @IsString()
  @Length(1, 2_000)
  columns?: string;

  @ApiPropertyOptional({ minimum: 1, maximum: mostRows, description: 'Rows at most; all when left out' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(mostRows)
  limit?: number;

  @ApiPropertyOptional({ enum: ['escape', 'keep'], default: 'escape', description: 'Of CSV: texts that a spreadsheet would run as a formula get a quote before them, or are kept as they are' })
  @IsOptional()
  @IsIn(['escape', 'keep'])
  formulas?: 'escape' | 'keep';
}
