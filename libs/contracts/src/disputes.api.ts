import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsOptional, IsString, IsUUID, Length, ValidateNested } from 'class-validator';
import { disputeCodes, disputeOutcomes, Money, type Answer, type CallContext, type Dispute, type DisputeCode, type DisputeFilter, type DisputeOutcome, type Page, type PageQuery } from '#canonical';
import { Operation } from './operation.js';
import { Reason } from './order-commands.js';

export class DisputeRequest extends Reason {
  @ApiProperty({ format: 'uuid' })
  @IsUUID(undefined, { message: 'orderId must be a UUID' })
  orderId!: string;

  @ApiProperty({ description: 'Public id of a posted invoice, as the order names it' })
  @IsString()
  @Length(1, 400)
  invoiceId!: string;

  @ApiPropertyOptional({ type: Money, description: "Gross, at most the order's share of the invoice; when left out what is open of it, or all of it when nothing is" })
  @IsOptional()
  @ValidateNested()
  @Type(() => Money)
  amount?: Money;

  @ApiPropertyOptional({ enum: disputeCodes, default: 'other' })
  @IsOptional()
  @IsIn(disputeCodes, { message: `code must be one of ${disputeCodes.join(', ')}` })
  code?: DisputeCode;
}

export class DisputeResolutionRequest extends Reason {
  @ApiProperty({ enum: disputeOutcomes, description: 'accepted makes no credit note: `next` of the answer says what does' })
  @IsIn(disputeOutcomes, { message: `outcome must be one of ${disputeOutcomes.join(', ')}` })
  outcome!: DisputeOutcome;
}

const read = { scope: 'orders:read', safe: true } as const;
const write = { scope: 'orders:write', safe: false } as const;

/**
 * Objections of customers to invoices: records of our own, with the order. The same Idempotency-Key with the same body
 * answers the same. Errors: `not-found`; `invalid` by pointer (422), also for a key used with another body; `unavailable`
 * while the durable engine cannot be reached.
 */
export abstract class DisputesApi {
  /** `conflict` (409) with `existing` when the invoice is in dispute already. */
  @Operation({ ...write, data: 'kept' })
  readonly openDispute!: (ctx: CallContext, args: { idempotencyKey: string; request: DisputeRequest }) => Promise<Answer<Dispute>>;
  /** Newest first. */
  @Operation({ ...read, data: 'kept' })
  readonly listDisputes!: (ctx: CallContext, args: DisputeFilter & PageQuery) => Promise<Answer<Page<Dispute>>>;
  @Operation({ ...read, data: 'kept' })
  readonly readDispute!: (ctx: CallContext, args: { disputeId: string }) => Promise<Answer<Dispute>>;
  /** Once: `conflict` (409) with the state of a dispute that is over. */
  @Operation({ scope: 'orders:manage', safe: false, data: 'kept' })
  readonly resolveDispute!: (ctx: CallContext, args: { disputeId: string; idempotencyKey: string; request: DisputeResolutionRequest }) => Promise<Answer<Dispute>>;
}
