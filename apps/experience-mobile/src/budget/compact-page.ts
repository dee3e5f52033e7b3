import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { Type } from 'class-transformer';

const maxRows = 50;
/** What a page has beside its rows: its cursor, its source and their names. */
export const envelopeBudget = 236;

/** Bytes of a page of so many rows of so many bytes: 20 rows of 192 are 4 kB. */
export const pageBudget = (rows: number, rowBudget: number): number => rows * (rowBudget + 1) + envelopeBudget;

/** Which page of a list. */
export class CompactPageQuery {
  @ApiPropertyOptional({ description: 'The next of an earlier page, of the same query', maxLength: 2000 })
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  cursor?: string;

  @ApiPropertyOptional({ minimum: 1, maximum: maxRows, default: 20 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(maxRows)
  limit: number = 20;
}
