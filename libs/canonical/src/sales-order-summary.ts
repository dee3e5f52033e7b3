import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Money } from './money.js';
import { salesOrderStatuses } from './sales-order.js';

/** An order as a list for comparison shows it. */
export class SalesOrderSummary {
  @ApiProperty()
  id!: string;

  @ApiPropertyOptional({ description: 'Our order id, when the order is ours' })
  reference?: string;

  @ApiProperty()
  customerId!: string;

  @ApiProperty({ enum: salesOrderStatuses })
  status!: (typeof salesOrderStatuses)[number];

  @ApiProperty({ type: Money, description: 'Before tax' })
  net!: Money;
}
