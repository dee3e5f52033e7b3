import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Money } from './money.js';

/** What is wrong, with the code of the Peppol Invoice Response that says the same (list OPStatusReason of BIS 63); where none does, `OTH`. */
export const peppolReasons = { price: 'PRI', quantity: 'QTY', quality: 'QUA', 'not-received': 'DEL', 'wrong-item': 'ITM', duplicate: 'OTH', other: 'OTH' } as const;
export type DisputeCode = keyof typeof peppolReasons;
export const disputeCodes = Object.keys(peppolReasons) as DisputeCode[];

export const disputeOutcomes = ['accepted', 'rejected', 'withdrawn'] as const;
/** `accepted` and `rejected` are ours to say, `withdrawn` the customer's. */
export type DisputeOutcome = (typeof disputeOutcomes)[number];
export const disputeStates = ['open', ...disputeOutcomes] as const;
export type DisputeState = (typeof disputeStates)[number];

/** What a dispute does not do by itself. */
export class DisputeNext {
  @ApiPropertyOptional({ example: '/order-to-cash/v1/orders/01939d5e-6a00-7f21-8d4e-5b7c9e0f1a22/credit-notes', description: 'Call that does it; absent where it is done in the system itself' })
  path?: string;

  @ApiProperty({ example: 'no credit note is made by this: credit-notes makes one', description: 'For people' })
  detail!: string;
}

export class DisputeResolution {
  @ApiProperty({ enum: disputeOutcomes })
  outcome!: DisputeOutcome;

  @ApiProperty()
  reason!: string;

  @ApiProperty({ example: 'anna', description: 'Who said so' })
  by!: string;

  @ApiProperty({ format: 'date-time' })
  at!: string;
}

/** A customer's objection to an invoice of an order. A record of ours: no system is told of it. */
export class Dispute {
  @ApiProperty({ format: 'uuid', description: 'Grows with time' })
  disputeId!: string;

  @ApiProperty({ enum: disputeStates })
  state!: DisputeState;

  @ApiProperty({ enum: disputeCodes })
  code!: DisputeCode;

  @ApiProperty({ example: 'PRI', description: 'The same in a Peppol Invoice Response; OTH where that has no word for it' })
  peppolReason!: string;

  @ApiProperty({ format: 'uuid' })
  orderId!: string;

  @ApiProperty({ description: 'Public id' })
  customerId!: string;

  @ApiProperty({ description: 'Public id' })
  invoiceId!: string;

  @ApiPropertyOptional({ example: '0090000001' })
  invoiceNumber?: string;

  @ApiProperty({ type: Money, description: "Gross, of the order's share of the invoice" })
  amount!: Money;

  @ApiProperty()
  reason!: string;

  @ApiProperty({ example: 'anna' })
  openedBy!: string;

  @ApiProperty({ format: 'date-time' })
  openedAt!: string;

  @ApiPropertyOptional({ type: DisputeResolution, description: 'Absent while it is open' })
  resolution?: DisputeResolution;

  @ApiPropertyOptional({ type: DisputeNext, description: 'What comes next and is not done by itself: a pause of reminders while it is open, a credit note when it is accepted' })
  next?: DisputeNext;
}

/** Which disputes; what is left out does not narrow. */
export interface DisputeFilter {
  customerId?: string;
  orderId?: string;
  invoiceId?: string;
  state?: DisputeState;
}
