import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsInt, IsISO8601, IsOptional, IsString, IsUUID, Length, Matches, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { changeResources, SalesOrderLineQuantity, type ChangeResource } from '#canonical';

const list = ({ value }: { value: unknown }): unknown => (typeof value === 'string' ? [value] : value);

export class SystemPath {
  @ApiProperty({ example: 'sandbox' }) @IsString() @Length(1, 31)
  systemId!: string;
}

export class CustomerPath extends SystemPath {
  @ApiProperty({ example: '1000001' }) @IsString() @Length(1, 80)
  customerId!: string;
}

export class SalesOrderPath extends SystemPath {
  @ApiProperty({ example: '1' }) @IsString() @Length(1, 80)
  salesOrderId!: string;
}

export class DeliveryPath extends SystemPath {
  @ApiProperty({ example: '80000001' }) @IsString() @Length(1, 80)
  deliveryId!: string;
}

export class InvoicePath extends SystemPath {
  @ApiProperty({ example: '90000001' }) @IsString() @Length(1, 80)
  invoiceId!: string;
}

export class SearchQuery {
  @ApiPropertyOptional({ description: 'Part of a name or key' }) @IsOptional() @IsString() @MaxLength(80)
  query?: string;

  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(2000)
  cursor?: string;

  @ApiPropertyOptional({ minimum: 1, maximum: 200 }) @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200)
  limit?: number;
}

export class ItemIdsQuery {
  @ApiProperty({ type: [String], maxItems: 200 }) @Transform(list) @IsArray() @ArrayMinSize(1) @ArrayMaxSize(200) @IsString({ each: true }) @Length(1, 80, { each: true })
  itemIds!: string[];
}

export class PriceQuery extends ItemIdsQuery {
  @ApiProperty() @IsString() @Length(1, 80)
  customerId!: string;

  @ApiProperty() @IsString() @Length(1, 40)
  salesAreaId!: string;
}

export class InvoiceIdsQuery {
  @ApiProperty({ type: [String], maxItems: 200 }) @Transform(list) @IsArray() @ArrayMinSize(1) @ArrayMaxSize(200) @IsString({ each: true }) @Length(1, 80, { each: true })
  invoiceIds!: string[];
}

export class ReferenceQuery {
  @ApiProperty({ format: 'uuid', description: 'Our order id' }) @IsUUID()
  reference!: string;
}

export class ChangesQuery {
  @ApiProperty({ enum: changeResources }) @IsIn(changeResources)
  resource!: ChangeResource;

  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(4000)
  cursor?: string;
}

export class SinceQuery {
  @ApiProperty({ example: '2026-12-01', description: 'Only what was entered since this day' }) @IsISO8601({ strict: true }) @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'since must be a date such as 2026-12-01' })
  since!: string;

  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(2000)
  cursor?: string;

  @ApiPropertyOptional({ minimum: 1, maximum: 200 }) @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200)
  limit?: number;
}

/** Why somebody wants it. */
export class ReasonBody {
  @ApiProperty({ example: 'agreed by phone' }) @IsString() @Length(1, 200)
  reason!: string;
}

export class DeliveryBody {
  @ApiPropertyOptional({ type: [SalesOrderLineQuantity], description: 'Everything that can be shipped when left out' })
  @IsOptional() @IsArray() @ArrayMinSize(1) @ArrayMaxSize(200) @ValidateNested({ each: true }) @Type(() => SalesOrderLineQuantity)
  lines?: SalesOrderLineQuantity[];
}

export class ProofBody {
  @ApiProperty({ example: '2026-12-01' }) @IsISO8601({ strict: true }) @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'receivedOn must be a date such as 2026-12-01' })
  receivedOn!: string;
}

export class CreditBody extends ReasonBody {
  @ApiPropertyOptional({ type: [SalesOrderLineQuantity], description: 'The whole invoice when left out' })
  @IsOptional() @IsArray() @ArrayMinSize(1) @ArrayMaxSize(200) @ValidateNested({ each: true }) @Type(() => SalesOrderLineQuantity)
  lines?: SalesOrderLineQuantity[];
}

export class ReturnPath extends SystemPath {
  @ApiProperty({ example: '17' }) @IsString() @Length(1, 80)
  returnId!: string;
}

export class PaymentPath extends InvoicePath {
  @ApiProperty({ example: '1400000001' }) @IsString() @Length(1, 80)
  paymentId!: string;
}

export class QuotePath extends SystemPath {
  @ApiProperty({ example: '20000001' }) @IsString() @Length(1, 80)
  quoteId!: string;
}

export class ConversionBody {
  @ApiPropertyOptional({ example: 'PO-4711' }) @IsOptional() @IsString() @Length(1, 35)
  purchaseOrderNumber?: string;
}

export class CancellationBody {
  @ApiProperty({ example: 'customer changed their mind' }) @IsString() @Length(1, 200)
  reason!: string;
}
