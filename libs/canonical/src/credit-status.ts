import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Money } from './money.js';

/** A customer's credit, as its ERP sees it. */
export class CreditStatus {
  @ApiProperty()
  customerId!: string;

  @ApiPropertyOptional({ type: Money, description: 'Absent when the customer has no limit' })
  limit?: Money;

  @ApiPropertyOptional({ type: Money, description: 'Open items plus open orders not yet billed' })
  exposure?: Money;

  @ApiProperty({ description: 'True when exposure was added up by us, because the system does not say it' })
  derived!: boolean;

  @ApiProperty()
  blocked!: boolean;

  @ApiPropertyOptional()
  blockReason?: string;
}
