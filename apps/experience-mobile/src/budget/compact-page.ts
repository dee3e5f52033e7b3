import type { Type } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { Type as Parsed } from 'class-transformer';
import { PartSource, type Page } from '#canonical';

export const maxRows = 50;
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
  @Parsed(() => Number)
  @IsInt()
  @Min(1)
  @Max(maxRows)
  limit: number = 20;
}

/** A page, and how fresh it is. */
export type CompactPage<T> = Page<T> & PartSource;

/** Documentation class of a page of `Row`. */
export function compactPageOf<T>(Row: Type<T>): Type<CompactPage<T>> {
  @ApiSchema({ name: `${Row.name}Page` })
  class PageOfRows extends PartSource implements CompactPage<T> {
    @ApiProperty({ type: [Row] })
    items!: T[];

    @ApiPropertyOptional({ description: 'Cursor of the next page; absent on the last one' })
    next?: string;
  }
  return PageOfRows;
}
