import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsInt, IsISO8601, IsOptional, IsString, IsUUID, Length, Matches, Max, Min, ValidateNested } from 'class-validator';
import { Block } from './block.js';
import type { Extensions } from './extensions.js';
import { billingPolicies, DeliveryTolerance, mostSalesOrderLines, type BillingPolicy } from './line-terms.js';
import { Money } from './money.js';
import { Quantity } from './quantity.js';

export const salesOrderStatuses = ['draft', 'open', 'completed', 'cancelled'] as const;
export const creditResults = ['not-checked', 'approved', 'blocked'] as const;
export type CreditResult = (typeof creditResults)[number];

/** A promise of the system: so much on that day. */
export class Confirmation {
  @ApiProperty({ type: Quantity })
  quantity!: Quantity;

  @ApiPropertyOptional({ example: '2026-12-01' })
  date?: string;
}

export class SalesOrderLine {
  @ApiProperty({ example: '10', description: "The system's own key of the line" })
  id!: string;

  /** Position in our order, counted from 1: the join of our line and the system's. */
  @ApiProperty({ example: 1 })
  position!: number;

  @ApiProperty()
  itemId!: string;

  @ApiPropertyOptional()
  description?: string;

  @ApiProperty({ type: Quantity })
  quantity!: Quantity;

  @ApiPropertyOptional({ type: Money, description: 'Before tax, per unit' })
  unitPrice?: Money;

  @ApiProperty({ type: Money })
  net!: Money;

  @ApiProperty({ type: Money })
  tax!: Money;

  @ApiProperty({ type: [Confirmation] })
  confirmations!: Confirmation[];

  @ApiPropertyOptional({ description: 'Why the line was rejected, when it was' })
  rejection?: string;

  @ApiPropertyOptional({ enum: billingPolicies, description: 'Absent where the system does not say it: billed by delivery' })
  billingPolicy?: BillingPolicy;

  @ApiPropertyOptional({ type: DeliveryTolerance, description: 'Absent where the system does not say it, or says it on the delivery' })
  deliveryTolerance?: DeliveryTolerance;

  @ApiPropertyOptional({ type: Object, additionalProperties: true })
  extensions?: Extensions;
}

/** A sales order as its ERP holds it. */
export class SalesOrder {
  @ApiProperty({ example: '1' })
  id!: string;

  @ApiProperty()
  systemId!: string;

  @ApiPropertyOptional({ description: 'Our order id, when the order is ours' })
  reference?: string;

  @ApiProperty()
  customerId!: string;

  @ApiPropertyOptional({ description: "The customer's own number" })
  purchaseOrderNumber?: string;

  @ApiPropertyOptional()
  salesAreaId?: string;

  @ApiPropertyOptional({ example: '2026-12-01' })
  requestedDeliveryDate?: string;

  @ApiProperty({ enum: salesOrderStatuses })
  status!: (typeof salesOrderStatuses)[number];

  @ApiProperty({ enum: creditResults })
  credit!: CreditResult;

  @ApiProperty({ type: [Block] })
  blocks!: Block[];

  @ApiProperty({ type: Money })
  net!: Money;

  @ApiProperty({ type: Money })
  tax!: Money;

  @ApiProperty({ type: Money, description: 'Gross' })
  total!: Money;

  @ApiProperty({ type: [SalesOrderLine] })
  lines!: SalesOrderLine[];

  @ApiProperty({ description: 'Changes whenever the document does' })
  version!: string;

  @ApiPropertyOptional({ type: [String], description: 'Warnings of the system' })
  notices?: string[];

  @ApiPropertyOptional({ type: Object, additionalProperties: true })
  extensions?: Extensions;
}

export class SalesOrderDraftLine {
  /** Position in our order, counted from 1. */
  @ApiProperty({ example: 1 })
  @IsInt()
  @Min(1)
  @Max(mostSalesOrderLines)
  position!: number;

  @ApiProperty()
  @IsString()
  @Length(1, 80)
  itemId!: string;

  @ApiProperty({ type: Quantity })
  @ValidateNested()
  @Type(() => Quantity)
  quantity!: Quantity;
}

/** An order to be written into an ERP. */
export class SalesOrderDraft {
  @ApiProperty({ format: 'uuid', description: 'Our order id: the system is asked by it whether the order landed' })
  @IsUUID()
  reference!: string;

  @ApiProperty()
  @IsString()
  @Length(1, 80)
  customerId!: string;

  @ApiProperty()
  @IsString()
  @Length(1, 40)
  salesAreaId!: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @Length(1, 35)
  purchaseOrderNumber?: string;

  @ApiPropertyOptional({ description: "Id of one of the customer's ship-tos" })
  @IsOptional()
  @IsString()
  @Length(1, 80)
  shipToId?: string;

  @ApiPropertyOptional({ example: '2026-12-01' })
  @IsOptional()
  @IsISO8601({ strict: true })
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'requestedDeliveryDate must be a date such as 2026-12-01' })
  requestedDeliveryDate?: string;

  @ApiPropertyOptional({ description: 'Ship everything at once or nothing' })
  @IsOptional()
  @IsBoolean()
  completeDelivery?: boolean;

  @ApiProperty({ type: [SalesOrderDraftLine] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(mostSalesOrderLines)
  @ValidateNested({ each: true })
  @Type(() => SalesOrderDraftLine)
  lines!: SalesOrderDraftLine[];
}

/** What an order would be, without writing it: advice, the answer to the create rules. */
export class SalesOrderSimulation {
  @ApiProperty({ type: Money })
  net!: Money;

  @ApiProperty({ type: Money })
  tax!: Money;

  @ApiProperty({ type: Money })
  total!: Money;

  @ApiProperty({ enum: creditResults })
  credit!: CreditResult;

  @ApiProperty({ type: [SalesOrderLine] })
  lines!: SalesOrderLine[];
}
