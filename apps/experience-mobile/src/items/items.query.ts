import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, Length, MaxLength } from 'class-validator';
import { CompactPageQuery } from '../budget/compact-page.js';

export class ItemsQuery extends CompactPageQuery {
  @ApiPropertyOptional({ description: 'Part of the name or the number' })
  @IsOptional()
  @IsString()
  @MaxLength(80)
  query?: string;

  @ApiPropertyOptional({ description: 'Public id of the customer whose prices are shown' })
  @IsOptional()
  @IsString()
  @Length(1, 400)
  customerId?: string;

  @ApiPropertyOptional({ description: 'Needed for prices when the customer has several' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  salesAreaId?: string;
}
