import { applyDecorators, type Type as Class } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsInt, IsISO8601, IsOptional, IsString, Length, Matches, Max, Min, ValidateNested } from 'class-validator';
import { IsDecimalText, mostSalesOrderLines, Printable } from '#canonical';
import { maxOrderLines } from './order-request.js';

/** At least one line, each checked, and no more than an order has. */
const SomeLines = (of: Class): PropertyDecorator =>
  applyDecorators(IsArray(), ArrayMinSize(1), ArrayMaxSize(maxOrderLines), ValidateNested({ each: true }), Type(() => of));

/** So much of a line, by its position in the order. */
export class LineWish {
  @ApiProperty({ example: 1 })
  @IsInt()
  @Min(1)
  @Max(mostSalesOrderLines)
  position!: number;

  @ApiProperty({ type: String, example: '2' })
  @IsDecimalText({ scale: 3, positive: true })
  quantity!: string;
}

/** Why somebody wants it; kept on the timeline. */
export class Reason {
  @ApiProperty({ example: 'the customer changed their mind' })
  @IsString()
  @Length(1, 200)
  @Printable()
  reason!: string;
}

export class OrderChangeRequest {
  @ApiPropertyOptional({ example: '2026-12-24' })
  @IsOptional()
  @IsISO8601({ strict: true })
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'requestedDeliveryDate must be a date such as 2026-12-24' })
  requestedDeliveryDate?: string;

  @ApiPropertyOptional({ type: [LineWish], description: 'New quantities; lines that are left out stay as they are' })
  @IsOptional()
  @SomeLines(LineWish)
  lines?: LineWish[];
}

export class DeliveryRequest {
  @ApiPropertyOptional({ type: [LineWish], description: 'Everything that can be shipped now when left out' })
  @IsOptional()
  @SomeLines(LineWish)
  lines?: LineWish[];
}

/** So much of a line arrived. */
export class ReceivedLine {
  @ApiProperty({ example: 1 })
  @IsInt()
  @Min(1)
  @Max(mostSalesOrderLines)
  position!: number;

  @ApiProperty({ type: String, example: '2', description: '0 when nothing of it arrived' })
  @IsDecimalText({ scale: 3 })
  quantity!: string;
}

/** A carrier's word that goods arrived. */
export class ProofRequest {
  @ApiProperty({ example: '2026-11-25', description: 'Day of the arrival, where the goods arrived' })
  @IsISO8601({ strict: true })
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'receivedOn must be a date such as 2026-12-02' })
  receivedOn!: string;

  @ApiPropertyOptional({ example: 'M. Keller' })
  @IsOptional()
  @IsString()
  @Length(1, 80)
  @Printable()
  signedBy?: string;

  @ApiPropertyOptional({ example: 'left at the gate' })
  @IsOptional()
  @IsString()
  @Length(1, 200)
  @Printable()
  note?: string;

  @ApiPropertyOptional({ type: [ReceivedLine], description: 'What arrived, by position in the order; lines that are left out arrived in full' })
  @IsOptional()
  @SomeLines(ReceivedLine)
  lines?: ReceivedLine[];
}

export class ReturnRequest extends Reason {
  @ApiProperty({ type: [LineWish] })
  @SomeLines(LineWish)
  lines!: LineWish[];
}

export class CreditNoteRequest extends Reason {
  @ApiProperty({ description: 'Public id of the invoice, as the order names it' })
  @IsString()
  @Length(1, 400)
  invoiceId!: string;

  @ApiPropertyOptional({ type: [LineWish], description: 'The whole invoice when left out' })
  @IsOptional()
  @SomeLines(LineWish)
  lines?: LineWish[];
}

/** An order that already exists in an ERP. */
export class AdoptionRequest {
  @ApiProperty({ example: 'sandbox' })
  @IsString()
  @Length(1, 31)
  systemId!: string;

  @ApiProperty({ example: '4711', description: "The order's number in its system" })
  @IsString()
  @Length(1, 80)
  salesOrderId!: string;

  @ApiPropertyOptional({ default: true, description: 'false: we deliver what is left as soon as it can be' })
  @IsOptional()
  @IsBoolean()
  deliverOnRequest?: boolean;
}
