import { ApiProperty } from '@nestjs/swagger';
import { Money } from './money.js';

/** Quantities of a line in the line's unit: what was ordered, promised, sent out and billed. */
export class QuantityLedger {
  @ApiProperty({ type: String, example: '3' })
  ordered!: string;

  @ApiProperty({ type: String, example: '3' })
  confirmed!: string;

  @ApiProperty({ type: String, example: '0' })
  shipped!: string;

  @ApiProperty({ type: String, example: '0' })
  invoiced!: string;

  @ApiProperty({ type: String, example: '0', description: 'Came back' })
  returned!: string;

  @ApiProperty({ type: String, example: '0' })
  credited!: string;

  @ApiProperty({ type: String, example: '0', description: 'Will not be delivered' })
  rejected!: string;
}

/** Amounts of an order, gross: `open = invoiced - credited - paid - discount - writeOff + prepaid`. */
export class MoneyLedger {
  @ApiProperty({ type: Money })
  ordered!: Money;

  @ApiProperty({ type: Money })
  tax!: Money;

  @ApiProperty({ type: Money })
  invoiced!: Money;

  @ApiProperty({ type: Money })
  credited!: Money;

  @ApiProperty({ type: Money })
  paid!: Money;

  @ApiProperty({ type: Money, description: 'Cash discount taken' })
  discount!: Money;

  @ApiProperty({ type: Money, description: 'Given up' })
  writeOff!: Money;

  @ApiProperty({ type: Money, description: 'Received beyond what is invoiced' })
  prepaid!: Money;

  @ApiProperty({ type: Money, description: 'Still to be paid of what is invoiced' })
  open!: Money;
}
