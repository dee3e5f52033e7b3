import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsInt, IsOptional, IsString, Length, Max, MaxLength, Min } from 'class-validator';
import { changeResources, type ChangeResource } from '#canonical';

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
  @ApiProperty({ type: [String], maxItems: 200 }) @Transform(list) @IsArray() @ArrayMinSize(1) @ArrayMaxSize(200) @IsString({ each: true })
  itemIds!: string[];
}

export class PriceQuery extends ItemIdsQuery {
  @ApiProperty() @IsString() @Length(1, 80)
  customerId!: string;

  @ApiProperty() @IsString() @Length(1, 40)
  salesAreaId!: string;
}

export class InvoiceIdsQuery {
  @ApiProperty({ type: [String], maxItems: 200 }) @Transform(list) @IsArray() @ArrayMinSize(1) @ArrayMaxSize(200) @IsString({ each: true })
  invoiceIds!: string[];
}

export class ReferenceQuery {
  @ApiProperty({ format: 'uuid', description: 'Our order id' }) @IsString() @Length(1, 64)
  reference!: string;
}

export class ChangesQuery {
  @ApiProperty({ enum: changeResources }) @IsIn(changeResources)
  resource!: ChangeResource;

  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(4000)
  cursor?: string;
}

export class CancellationBody {
  @ApiProperty({ example: 'customer changed their mind' }) @IsString() @Length(1, 200)
  reason!: string;
}
