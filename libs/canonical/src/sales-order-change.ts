import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsISO8601, IsOptional, Matches, ValidateNested } from 'class-validator';
import { mostSalesOrderLines } from './line-terms.js';
import { SalesOrderLineQuantity } from './return-order.js';

/** What is to be different in an order; what is left out stays. */
export class SalesOrderChange {
  @ApiPropertyOptional({ example: '2026-12-01' })
  @IsOptional()
  @IsISO8601({ strict: true })
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'requestedDeliveryDate must be a date such as 2026-12-01' })
  requestedDeliveryDate?: string;

  @ApiPropertyOptional({ type: [SalesOrderLineQuantity], description: 'New ordered quantities' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(mostSalesOrderLines)
  @ValidateNested({ each: true })
  @Type(() => SalesOrderLineQuantity)
  lines?: SalesOrderLineQuantity[];
}
