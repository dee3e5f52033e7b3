import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, IsUUID, Length, Max, MaxLength, Min } from 'class-validator';
import { customerPaymentStates, type CustomerPaymentQuery, type CustomerPaymentState } from '#canonical';

export class PaymentPath {
  @ApiProperty({ format: 'uuid' })
  @IsUUID(undefined, { message: 'paymentId must be a UUID' })
  paymentId!: string;
}

export class PaymentsQuery implements CustomerPaymentQuery {
  @ApiPropertyOptional({ description: 'Public id' })
  @IsOptional()
  @IsString()
  @Length(1, 400)
  customerId?: string;

  @ApiPropertyOptional({ enum: customerPaymentStates })
  @IsOptional()
  @IsIn(customerPaymentStates, { message: `state must be one of ${customerPaymentStates.join(', ')}` })
  state?: CustomerPaymentState;

  @ApiPropertyOptional({ description: 'The next of an earlier page, of the same query' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  cursor?: string;

  @ApiPropertyOptional({ minimum: 1, maximum: 200, default: 50 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit?: number;
}
