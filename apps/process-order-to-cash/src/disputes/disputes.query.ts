import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, IsUUID, Length, Max, MaxLength, Min } from 'class-validator';
import { disputeStates, type DisputeState } from '#canonical';

export class DisputePath {
  @ApiProperty({ format: 'uuid' }) @IsUUID(undefined, { message: 'disputeId must be a UUID' })
  disputeId!: string;
}

/** All that is given must hold. */
export class DisputesQuery {
  @ApiPropertyOptional({ description: 'Public id' }) @IsOptional() @IsString() @Length(1, 400)
  customerId?: string;

  @ApiPropertyOptional({ format: 'uuid' }) @IsOptional() @IsUUID(undefined, { message: 'orderId must be a UUID' })
  orderId?: string;

  @ApiPropertyOptional({ description: 'Public id' }) @IsOptional() @IsString() @Length(1, 400)
  invoiceId?: string;

  @ApiPropertyOptional({ enum: disputeStates }) @IsOptional() @IsIn(disputeStates, { message: `state must be one of ${disputeStates.join(', ')}` })
  state?: DisputeState;

  @ApiPropertyOptional({ description: 'The next of an earlier page' }) @IsOptional() @IsString() @MaxLength(200)
  cursor?: string;

  @ApiPropertyOptional({ minimum: 1, maximum: 200, default: 50 }) @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200)
  limit: number = 50;
}
