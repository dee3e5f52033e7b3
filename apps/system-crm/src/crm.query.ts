import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsISO8601, IsOptional, IsString, IsUUID, Length, Matches, Max, MaxLength, Min } from 'class-validator';
import { crmChangeResources, type CrmChangeResource } from '#canonical';

export class SystemPath {
  @ApiProperty({ example: 'sandbox-crm' }) @IsString() @Length(1, 31)
  systemId!: string;
}

export class AccountPath extends SystemPath {
  @ApiProperty() @IsString() @Length(1, 80)
  accountId!: string;
}

export class ErpCustomerPath extends SystemPath {
  @ApiProperty({ example: '1000001' }) @IsString() @Length(1, 80)
  erpCustomerId!: string;
}

export class OpportunityPath extends SystemPath {
  @ApiProperty() @IsString() @Length(1, 80)
  opportunityId!: string;
}

export class OrderPath extends SystemPath {
  @ApiProperty({ format: 'uuid' }) @IsUUID()
  orderId!: string;
}

export class SearchQuery {
  @ApiPropertyOptional({ description: 'Part of a name or key' }) @IsOptional() @IsString() @MaxLength(80)
  query?: string;

  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(2000)
  cursor?: string;

  @ApiPropertyOptional({ minimum: 1, maximum: 200 }) @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200)
  limit?: number;
}

export class SinceQuery {
  @ApiProperty({ example: '2026-12-01', description: 'Only what changed since this day' }) @IsISO8601({ strict: true }) @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'since must be a date such as 2026-12-01' })
  since!: string;

  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(2000)
  cursor?: string;

  @ApiPropertyOptional({ minimum: 1, maximum: 200 }) @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200)
  limit?: number;
}

export class ChangesQuery {
  @ApiProperty({ enum: crmChangeResources }) @IsIn(crmChangeResources)
  resource!: CrmChangeResource;

  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(4000)
  cursor?: string;
}

export class UpsertResult {
  @ApiProperty()
  id!: string;

  @ApiProperty()
  created!: boolean;
}
