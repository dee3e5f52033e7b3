import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsDefined, IsISO8601, IsOptional, IsString, Length, Matches, ValidateNested } from 'class-validator';
import { Money, Printable, type Answer, type CallContext, type CustomerPayment, type CustomerPaymentQuery, type Page } from '#canonical';
import { Operation } from './operation.js';
import type { Reason } from './order-commands.js';

/** Invoices that one payment is for; a customer who pays more at once sends several. */
const mostAllocations = 500;

/** So much of a payment for an invoice. */
export class AllocationWish {
  @ApiProperty({ description: 'Public id of the invoice, as its order names it' })
  @IsString()
  @Length(1, 400)
  invoiceId!: string;

  @ApiProperty({ type: Money, description: 'Taken of the payment, in its currency' })
  @IsDefined({ message: 'amount must be money: {amount, currency}' })
  @ValidateNested()
  @Type(() => Money)
  amount!: Money;

  @ApiPropertyOptional({ type: Money, description: 'Cash discount granted with it: settles as much more of the invoice' })
  @IsOptional()
  @ValidateNested()
  @Type(() => Money)
  discount?: Money;
}

export class AllocationsRequest {
  @ApiProperty({ type: [AllocationWish], minItems: 1 })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(mostAllocations)
  @ValidateNested({ each: true })
  @Type(() => AllocationWish)
  allocations!: AllocationWish[];
}

/** Money that came in. */
export class PaymentRequest {
  @ApiProperty({ description: 'Public id' })
  @IsString()
  @Length(1, 400)
  customerId!: string;

  @ApiProperty({ type: Money })
  @IsDefined({ message: 'amount must be money: {amount, currency}' })
  @ValidateNested()
  @Type(() => Money)
  amount!: Money;

  @ApiProperty({ example: '2026-11-25', description: 'Not in the future' })
  @IsISO8601({ strict: true })
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'receivedOn must be a date such as 2026-12-01' })
  receivedOn!: string;

  @ApiPropertyOptional({ example: '90000012', description: 'What the customer wrote on it: number of an invoice, purchase order number of an order, or anything else' })
  @IsOptional()
  @IsString()
  @Length(1, 140)
  @Printable()
  reference?: string;

  @ApiPropertyOptional({ type: [AllocationWish], description: 'Left out: allocated by rule, now or when the invoice comes. An empty list: to nothing yet, by nobody but a person' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(mostAllocations)
  @ValidateNested({ each: true })
  @Type(() => AllocationWish)
  allocations?: AllocationWish[];
}

interface OfPayment {
  paymentId: string;
}

const read = { scope: 'payments:read', safe: true } as const;
/** An order may be in the middle of a call to its system. */
const write = { scope: 'payments:write', safe: false, timeoutMs: 30_000 } as const;

/**
 * Incoming payments and the invoices that they are for. The same Idempotency-Key with the same body is done once and
 * answers the payment. Errors: `not-found`; `invalid` with pointers (422 for what does not fit the payment, its customer or
 * the invoice, and for a key used with another body); `conflict` with state and allowed for a payment that is reversed.
 */
export abstract class PaymentsApi {
  @Operation({ ...write, data: 'kept' })
  readonly recordPayment!: (ctx: CallContext, args: { idempotencyKey: string; request: PaymentRequest }) => Promise<Answer<CustomerPayment>>;
  /** Newest first. */
  @Operation({ ...read, data: 'kept' })
  readonly listPayments!: (ctx: CallContext, args: CustomerPaymentQuery) => Promise<Answer<Page<CustomerPayment>>>;
  @Operation({ ...read, data: 'kept' })
  readonly readPayment!: (ctx: CallContext, args: OfPayment) => Promise<Answer<CustomerPayment>>;
  /** All of them or none. */
  @Operation({ ...write, data: 'kept' })
  readonly allocatePayment!: (ctx: CallContext, args: OfPayment & { idempotencyKey: string; request: AllocationsRequest }) => Promise<Answer<CustomerPayment>>;
  /** Frees what it was allocated to. What an ERP has posted stays there until a person reverses it there. */
  @Operation({ ...write, data: 'kept' })
  readonly reverseCustomerPayment!: (ctx: CallContext, args: OfPayment & { idempotencyKey: string; request: Reason }) => Promise<Answer<CustomerPayment>>;
}
