import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsISO8601,
  IsOptional,
  IsString,
  Length,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { IsDecimalText, Money, Printable, unitPattern } from '#canonical';

/** Most lines of one order: keeps an order's durable state below its 32 KB. */
export const maxOrderLines = 50;

export class OrderRequestLine {
  @ApiProperty({ description: 'Public id of the item, as GET /web/v1/items gives it' })
  @IsString()
  @Length(1, 400)
  itemId!: string;

  @ApiProperty({ type: String, example: '3' })
  @IsDecimalText({ scale: 3, positive: true })
  quantity!: string;

  @ApiPropertyOptional({ example: 'C62', maxLength: 3, description: "UN/ECE Rec 20 code; the item's base unit when left out" })
  @IsOptional()
  @Matches(unitPattern, { message: 'unit must be a UN/ECE Rec 20 code such as C62 or KGM' })
  unit?: string;

  @ApiPropertyOptional({ type: Money, description: 'What the buyer saw, before tax, per unit' })
  @IsOptional()
  @ValidateNested()
  @Type(() => Money)
  expectedUnitPrice?: Money;
}

/** An order as a client places it. Ids are public ids. */
export class OrderRequest {
  @ApiProperty({ description: 'Public id of the customer, as GET /web/v1/customers gives it' })
  @IsString()
  @Length(1, 400)
  customerId!: string;

  @ApiProperty({ example: 'PO-4711', description: "The customer's own number" })
  @IsString()
  @Length(1, 35)
  @Printable()
  purchaseOrderNumber!: string;

  @ApiPropertyOptional({ example: '1010-10-00', description: 'Needed when the customer has several' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  @Printable()
  salesAreaId?: string;

  @ApiPropertyOptional({ description: "Id of one of the customer's ship-tos" })
  @IsOptional()
  @IsString()
  @Length(1, 400)
  shipTo?: string;

  @ApiPropertyOptional({ description: 'Opportunity in the CRM that led to the order' })
  @IsOptional()
  @IsString()
  @Length(1, 40)
  @Printable()
  opportunityId?: string;

  @ApiPropertyOptional({ example: '2026-12-01' })
  @IsOptional()
  @IsISO8601({ strict: true })
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'requestedDeliveryDate must be a date such as 2026-12-01' })
  requestedDeliveryDate?: string;

  @ApiPropertyOptional({ description: 'Ship everything at once or nothing' })
  @IsOptional()
  @IsBoolean()
  completeDelivery?: boolean;

  @ApiPropertyOptional({ description: 'Deliveries are made when somebody asks for them, not as soon as they can be' })
  @IsOptional()
  @IsBoolean()
  deliverOnRequest?: boolean;

  @ApiProperty({ type: [OrderRequestLine], minItems: 1, maxItems: maxOrderLines })
  @IsArray()
  @ArrayMinSize(1, { message: 'lines must hold at least one line' })
  @ArrayMaxSize(maxOrderLines, { message: `lines must hold at most ${maxOrderLines} lines` })
  @ValidateNested({ each: true })
  @Type(() => OrderRequestLine)
  lines!: OrderRequestLine[];
}

/** What an order would be asked for: as it is placed, but it needs no number yet. */
export class OrderSimulationRequest extends OmitType(OrderRequest, ['purchaseOrderNumber']) {
  @ApiPropertyOptional({ example: 'PO-4711', description: "The customer's own number" })
  @IsOptional()
  @IsString()
  @Length(1, 35)
  @Printable()
  purchaseOrderNumber?: string;
}
