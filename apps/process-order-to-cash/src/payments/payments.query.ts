import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, IsUUID, Length } from 'class-validator';
import { customerPaymentStates, PageQuery, type CustomerPaymentQuery, type CustomerPaymentState } from '#canonical';

export class PaymentPath {
  @ApiProperty({ format: 'uuid' })
  @IsUUID(undefined, { message: 'paymentId must be a UUID' })
  paymentId!: string;
}

export class PaymentsQuery extends PageQuery implements CustomerPaymentQuery {
  @ApiPropertyOptional({ description: 'Public id' })
  @IsOptional()
  @IsString()
  @Length(1, 400)
  customerId?: string;

  @ApiPropertyOptional({ enum: customerPaymentStates })
  @IsOptional()
  @IsIn(customerPaymentStates, { message: `state must be one of ${customerPaymentStates.join(', ')}` })
  state?: CustomerPaymentState;
}
