import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export const workExceptionStates = ['open', 'resolved'] as const;
export type WorkExceptionState = (typeof workExceptionStates)[number];

/** Which exceptions; what is left out does not narrow. */
export interface WorkListFilter {
  state?: WorkExceptionState;
  kind?: string;
  orderId?: string;
  systemId?: string;
  owner?: string;
}

/** How an exception ended. */
export class WorkExceptionResolution {
  @ApiProperty({ example: 'release-hold', description: 'What was done: one of the actions of the exception, or `none` when its cause ended by itself' })
  action!: string;

  @ApiProperty({ example: 'anna', description: 'Who did it: a principal, or a part of Strata such as `strata:order-to-cash`' })
  by!: string;

  @ApiProperty({ example: 'limit raised by the credit desk' })
  reason!: string;

  @ApiPropertyOptional({ description: 'The request that did it, by a name of ours' })
  request?: string;
}

/** Something that a person must look at, with what Strata knows about it. */
export class WorkException {
  @ApiProperty({ format: 'uuid' })
  exceptionId!: string;

  @ApiProperty({ example: 'credit', description: 'What went wrong, for machines: see the operating guide' })
  kind!: string;

  @ApiProperty({ enum: workExceptionStates })
  state!: WorkExceptionState;

  @ApiProperty({ example: 'the credit limit of the customer is exceeded by 120.00 EUR', description: 'What went wrong, for people' })
  reason!: string;

  @ApiPropertyOptional({ format: 'uuid' })
  orderId?: string;

  @ApiPropertyOptional({ example: 'sandbox' })
  systemId?: string;

  @ApiPropertyOptional({ description: 'Document or customer it is about, when that says more than the order' })
  subject?: string;

  @ApiProperty({ type: [String], example: ['2026-11-25T09:00:00.000Z read the sales order: credit not approved'], description: 'What was tried, oldest first' })
  tried!: string[];

  @ApiProperty({ type: [String], example: ['release-hold', 'reject-hold', 'cancel'], description: 'What a person can do about it: names that resolving takes' })
  actions!: string[];

  @ApiProperty({ example: 'credit-desk', description: 'Who is to look at it: a desk, or the person it was assigned to' })
  owner!: string;

  @ApiPropertyOptional({ type: WorkExceptionResolution, description: 'How it ended; while it is open, what a person began to do about it' })
  resolution?: WorkExceptionResolution;

  @ApiPropertyOptional({ format: 'uuid', description: 'The exception whose replay led to this one' })
  replayOf?: string;

  @ApiProperty({ format: 'date-time' })
  raisedAt!: string;

  @ApiPropertyOptional({ format: 'date-time' })
  resolvedAt?: string;
}
