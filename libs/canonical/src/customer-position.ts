import { ApiProperty } from '@nestjs/swagger';
import { CreditStatus } from './credit-status.js';
import { SalesOrder } from './sales-order.js';

/** A customer's open business, in one call to its system. */
export class CustomerPosition {
  @ApiProperty({ type: CreditStatus })
  credit!: CreditStatus;

  @ApiProperty({ type: [SalesOrder], description: 'Not completed, newest first, at most 50; lines may be left out' })
  openOrders!: SalesOrder[];
}
