import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsArray, IsISO8601, IsOptional, ValidateNested } from 'class-validator';
import { SalesOrderLineQuantity } from './return-order.js';

/** What is to be different in an order; what is left out stays. */
export class SalesOrderChange {
  @ApiPropertyOptional({ example: '2026-12-01' })
  @IsOptional()
  @IsISO8601({ strict: true })
  requestedDeliveryDate?: string;

  @ApiPropertyOptional({ type: [SalesOrderLineQuantity], description: 'New ordered quantities' })
  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => SalesOrderLineQuantity)
  lines?: SalesOrderLineQuantity[];
}
