import { ApiProperty, ApiPropertyOptional, PickType } from '@nestjs/swagger';
import { creditResults, Money, OrderLine, PartSource, type CreditResult } from '#canonical';

/** What is wrong with a line of a cart. */
export class CartFault {
  @ApiProperty({ example: '/lines/0/quantity', description: 'JSON pointer into the cart that was sent' })
  pointer!: string;

  @ApiProperty({ example: 'at most 0 decimals in C62' })
  detail!: string;
}

/** A line as it would be ordered; without price and promise when it has faults, or when the ERP does not say them now. */
export class CartLine extends PickType(OrderLine, ['position', 'itemId', 'description', 'quantity', 'unit', 'unitPrice', 'net', 'tax', 'confirmations']) {
  @ApiProperty({ type: [CartFault], description: 'Why it cannot be ordered like this; it counts in no sum' })
  faults!: CartFault[];
}

/** What a cart would cost as an order, and when it would come. Advice: the ERP's answer to the order rules. */
export class CartSimulation extends PartSource {
  @ApiProperty({ description: 'Public id' })
  customerId!: string;

  @ApiPropertyOptional({ type: Money, description: 'Of the lines without faults, before tax' })
  net?: Money;

  @ApiPropertyOptional({ type: Money })
  tax?: Money;

  @ApiPropertyOptional({ type: Money, description: 'Gross' })
  total?: Money;

  @ApiPropertyOptional({ enum: creditResults, description: 'blocked: the order would be held for credit' })
  credit?: CreditResult;

  @ApiProperty({ type: [CartLine], description: 'Every line that was sent, in its order' })
  lines!: CartLine[];
}
