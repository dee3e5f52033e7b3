import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Money } from './money.js';
import { SalesOrderLine } from './sales-order.js';

export const quoteStatuses = ['open', 'converted', 'expired', 'cancelled'] as const;

/** A binding offer of an ERP: prices and quantities, not yet an order. */
export class Quote {
  @ApiProperty({ description: "The system's own key" })
  id!: string;

  @ApiProperty()
  systemId!: string;

  @ApiPropertyOptional({ description: 'Our id of the quote, which becomes the id of the order it is converted into' })
  reference?: string;

  @ApiProperty()
  customerId!: string;

  @ApiProperty({ enum: quoteStatuses })
  status!: (typeof quoteStatuses)[number];

  @ApiPropertyOptional({ example: '2026-12-31', description: 'Last day on which it can be converted' })
  validUntil?: string;

  @ApiProperty({ type: Money })
  net!: Money;

  @ApiProperty({ type: Money })
  tax!: Money;

  @ApiProperty({ type: Money, description: 'Gross' })
  total!: Money;

  @ApiProperty({ type: [SalesOrderLine] })
  lines!: SalesOrderLine[];

  @ApiProperty()
  version!: string;
}
