import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, IsUUID, Length } from 'class-validator';
import { disputeStates, PageQuery, type DisputeState } from '#canonical';

export class DisputePath {
  @ApiProperty({ format: 'uuid' }) @IsUUID(undefined, { message: 'disputeId must be a UUID' })
  disputeId!: string;
}

/** All that is given must hold. */
export class DisputesQuery extends PageQuery {
  @ApiPropertyOptional({ description: 'Public id' }) @IsOptional() @IsString() @Length(1, 400)
  customerId?: string;

  @ApiPropertyOptional({ format: 'uuid' }) @IsOptional() @IsUUID(undefined, { message: 'orderId must be a UUID' })
  orderId?: string;

  @ApiPropertyOptional({ description: 'Public id' }) @IsOptional() @IsString() @Length(1, 400)
  invoiceId?: string;

  @ApiPropertyOptional({ enum: disputeStates }) @IsOptional() @IsIn(disputeStates, { message: `state must be one of ${disputeStates.join(', ')}` })
  state?: DisputeState;
}
