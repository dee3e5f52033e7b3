import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, Length } from 'class-validator';
import { Money, Printable, quoteStatuses, type Answer, type CallContext, type Order, type Quote } from '#canonical';
import { Operation } from './operation.js';
import type { OrderRequest } from './order-request.js';

export class QuoteLine {
  @ApiProperty({ example: 1 })
  position!: number;

  @ApiProperty({ description: 'Public id' })
  itemId!: string;

  @ApiPropertyOptional()
  description?: string;

  @ApiProperty({ type: String, example: '3' })
  quantity!: string;

  @ApiProperty({ example: 'C62' })
  unit!: string;

  @ApiPropertyOptional({ type: Money, description: 'Before tax, per unit' })
  unitPrice?: Money;

  @ApiProperty({ type: Money })
  net!: Money;

  @ApiProperty({ type: Money })
  tax!: Money;
}

/** A binding offer, as its ERP holds it. Ids are public ids. */
export class CustomerQuote {
  @ApiProperty({ description: 'Public id' })
  quoteId!: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'Id of the order that it becomes; missing when it was not made here' })
  orderId?: string;

  @ApiProperty({ description: 'Public id' })
  customerId!: string;

  @ApiProperty({ enum: quoteStatuses })
  status!: Quote['status'];

  @ApiPropertyOptional({ example: '2026-12-31', description: 'Last day on which it can be converted' })
  validUntil?: string;

  @ApiProperty({ type: Money })
  net!: Money;

  @ApiProperty({ type: Money })
  tax!: Money;

  @ApiProperty({ type: Money, description: 'Gross' })
  total!: Money;

  @ApiProperty({ type: [QuoteLine] })
  lines!: QuoteLine[];
}

export class QuoteConversion {
  @ApiPropertyOptional({ example: 'PO-4711', description: "The customer's own number; that of the quote when left out" })
  @IsOptional()
  @IsString()
  @Length(1, 35)
  @Printable()
  purchaseOrderNumber?: string;
}

const read = { scope: 'orders:read', safe: true } as const;
const write = { scope: 'orders:write', safe: false } as const;

/**
 * Quotes, and the orders they become. The same Idempotency-Key with the same body answers the same. Errors: `not-found`;
 * `invalid` by pointer, also for a key used with another body (422); `rejected` with reason `operation-absent` (409) where
 * the system has no quotes; those of the system.
 */
export abstract class QuotesApi {
  @Operation({ ...write, data: 'kept' })
  readonly quoteOrder!: (ctx: CallContext, args: { idempotencyKey: string; request: OrderRequest }) => Promise<Answer<CustomerQuote>>;
  @Operation({ ...read, data: 'kept' })
  readonly readOrderQuote!: (ctx: CallContext, args: { quoteId: string }) => Promise<Answer<CustomerQuote>>;
  /** The order; a quote that became one here answers that order again. `conflict` (409) with the state for a quote that is over. */
  @Operation({ ...write, data: 'kept' })
  readonly convertOrderQuote!: (ctx: CallContext, args: { quoteId: string; idempotencyKey: string; request: QuoteConversion }) => Promise<Answer<Order>>;
}
