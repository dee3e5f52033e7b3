import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, Length, MaxLength } from 'class-validator';
import { CompactPageQuery } from '../budget/compact-page.js';

export class CustomersQuery extends CompactPageQuery {
  @ApiPropertyOptional({ description: 'Part of the name or the number' })
  @IsOptional()
  @IsString()
  @MaxLength(80)
  query?: string;
}

export class CustomerPath {
  @ApiProperty({ maxLength: 400 })
  @IsString()
  @Length(1, 400)
  customerId!: string;
}
