import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Money } from './money.js';
import type { PageQuery } from './page.js';

export const customerPaymentStates = ['unallocated', 'partly-allocated', 'allocated', 'reversed'] as const;
export type CustomerPaymentState = (typeof customerPaymentStates)[number];

/**
 * - `recorded`: stands here; the ERP clears the invoice itself, and the order's money is what the ERP says
 * - `requested`: the ERP is to post it; `posted`: it has; `refused`: it will not, and the money is free again
 * - `reversing`: the payment is reversed here, and the ERP still shows it; `released`: it counts no more
 */
export const allocationStates = ['recorded', 'requested', 'posted', 'refused', 'reversing', 'released'] as const;
export type AllocationState = (typeof allocationStates)[number];

/** So much of a payment for an invoice. */
export class PaymentAllocation {
  @ApiProperty({ format: 'uuid', description: 'Also the reference of the payment in an ERP that we may command' })
  allocationId!: string;

  @ApiProperty({ description: 'Public id' })
  invoiceId!: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'Order on whose timeline it is' })
  orderId?: string;

  @ApiProperty({ type: Money, description: 'Taken of the payment' })
  amount!: Money;

  @ApiPropertyOptional({ type: Money, description: 'Cash discount granted with it: settles as much more of the invoice' })
  discount?: Money;

  @ApiProperty({ enum: allocationStates, description: 'recorded: the ERP clears the invoice itself; requested, posted, refused: what became of it in an ERP that we command; reversing: reversed here, still in the ERP; released: counts no more' })
  state!: AllocationState;

  @ApiPropertyOptional({ description: 'Why it was refused' })
  detail?: string;

  @ApiProperty({ example: 'anna', description: 'Who allocated it: a principal, or `strata:payments` for the rule' })
  allocatedBy!: string;

  @ApiProperty({ description: 'ISO 8601' })
  allocatedAt!: string;
}

/** That a payment was taken back. */
export class PaymentReversal {
  @ApiProperty({ example: 'the direct debit bounced' })
  reason!: string;

  @ApiProperty({ example: 'anna' })
  by!: string;

  @ApiProperty({ description: 'ISO 8601' })
  at!: string;
}

/** Money that came in from a customer: a record of ours, allocated to invoices of an ERP. */
export class CustomerPayment {
  @ApiProperty({ format: 'uuid' })
  paymentId!: string;

  @ApiProperty({ example: 'sandbox' })
  systemId!: string;

  @ApiProperty({ description: 'Public id' })
  customerId!: string;

  @ApiProperty({ type: Money })
  amount!: Money;

  @ApiProperty({ example: '2026-12-01' })
  receivedOn!: string;

  @ApiPropertyOptional({ example: '90000012', description: 'What the customer wrote on it' })
  reference?: string;

  @ApiProperty({ enum: customerPaymentStates })
  state!: CustomerPaymentState;

  @ApiProperty({ type: Money, description: 'What is for no invoice yet: the rest of an overpayment, or money paid in advance' })
  unallocated!: Money;

  @ApiProperty({ type: [PaymentAllocation] })
  allocations!: PaymentAllocation[];

  @ApiProperty({ example: 'bank-import' })
  recordedBy!: string;

  @ApiProperty({ description: 'ISO 8601' })
  recordedAt!: string;

  @ApiPropertyOptional({ type: PaymentReversal })
  reversal?: PaymentReversal;
}

/** Which payments; what is left out does not narrow. */
export interface CustomerPaymentQuery extends PageQuery {
  /** Public id. */
  customerId?: string;
  state?: CustomerPaymentState;
}
