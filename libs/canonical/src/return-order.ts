import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsString, IsUUID, Length, ValidateNested } from 'class-validator';
import { IsDecimalText } from './decimal.js';
import { mostSalesOrderLines } from './line-terms.js';
import { Quantity } from './quantity.js';

export const returnStatuses = ['open', 'received', 'cancelled'] as const;

export class ReturnLine {
  @ApiProperty()
  id!: string;

  @ApiProperty({ description: 'Line of the sales order whose goods come back' })
  salesOrderLineId!: string;

  @ApiProperty()
  itemId!: string;

  @ApiProperty({ type: Quantity })
  quantity!: Quantity;
}

/** Goods that a customer sends back. Received means goods receipt was posted; the credit note follows as an invoice of type `credit-note`. */
export class ReturnOrder {
  @ApiProperty()
  id!: string;

  @ApiProperty()
  systemId!: string;

  @ApiProperty()
  salesOrderId!: string;

  @ApiPropertyOptional({ description: 'Where the return itself names its customer' })
  customerId?: string;

  @ApiPropertyOptional({ description: 'Our id of the return, when it is ours' })
  reference?: string;

  @ApiProperty({ enum: returnStatuses })
  status!: (typeof returnStatuses)[number];

  @ApiPropertyOptional()
  reason?: string;

  @ApiProperty({ type: [ReturnLine] })
  lines!: ReturnLine[];

  @ApiProperty({ description: 'Changes whenever the document does' })
  version!: string;
}

/** So much of a line of a sales order, in the unit of that line. */
export class SalesOrderLineQuantity {
  @ApiProperty({ example: '10' })
  @IsString()
  @Length(1, 80)
  salesOrderLineId!: string;

  @ApiProperty({ type: String, example: '3' })
  @IsDecimalText({ positive: true })
  quantity!: string;
}

/** A return to be written into an ERP. */
export class ReturnDraft {
  @ApiProperty({ format: 'uuid', description: 'Our id of the return: the system is asked by it whether the return landed' })
  @IsUUID()
  reference!: string;

  @ApiProperty({ example: 'damaged' })
  @IsString()
  @Length(1, 200)
  reason!: string;

  @ApiProperty({ type: [SalesOrderLineQuantity] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(mostSalesOrderLines)
  @ValidateNested({ each: true })
  @Type(() => SalesOrderLineQuantity)
  lines!: SalesOrderLineQuantity[];
}
