import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

const count = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER, format: 'int64' } as const;
const ms = { minimum: 0, maximum: 30_000, description: 'ms' } as const;

class CallFigures {
  @ApiProperty({ ...count, example: 120 })
  calls!: number;

  @ApiProperty({ ...count, example: 3, description: 'Answered with 400 or more' })
  errors!: number;

  @ApiPropertyOptional({ ...ms, example: 12.5 })
  p50Ms?: number;

  @ApiPropertyOptional({ ...ms, example: 180 })
  p95Ms?: number;
}

export class UsageBucketView extends CallFigures {
  @ApiProperty({ format: 'date-time', description: 'Begin of the hour or day, UTC' })
  at!: string;
}

export class OperationUsageView extends CallFigures {
  @ApiProperty({ example: 'web.readOrder', maxLength: 300 })
  operation!: string;
}

export class QuotaView {
  @ApiProperty({ ...count, example: 5000 })
  perDay!: number;

  @ApiProperty({ ...count, example: 120, description: 'With what our processes hold ready for the next calls' })
  used!: number;

  @ApiProperty({ ...count, example: 4880 })
  left!: number;

  @ApiProperty({ format: 'date-time' })
  resetsAt!: string;
}

export class RateView {
  @ApiProperty({ ...count, example: 5, description: 'Calls a second in the long run' })
  perSecond!: number;

  @ApiProperty({ ...count, example: 20, description: 'Calls at once' })
  burst!: number;
}

export class UsageView {
  @ApiProperty({ enum: ['hour', 'day'] })
  granularity!: 'hour' | 'day';

  @ApiProperty({ type: [UsageBucketView], maxItems: 48, description: 'Oldest first, without gaps' })
  buckets!: UsageBucketView[];

  @ApiProperty({ type: [OperationUsageView], maxItems: 1_000, description: 'Most called first' })
  operations!: OperationUsageView[];

  @ApiPropertyOptional({ type: QuotaView, description: 'Of a plan with a daily quota' })
  quota?: QuotaView;

  @ApiPropertyOptional({ type: RateView, description: 'Of a plan that bounds how fast' })
  rate?: RateView;
}

export class CallView {
  @ApiProperty({ format: 'date-time' })
  at!: string;

  @ApiPropertyOptional({ example: '4bf92f3577b34da6a3ce929d0e0e4736', maxLength: 32, description: 'What the answer carried as `strata-request-id`' })
  requestId?: string;

  @ApiProperty({ example: 'web.readOrder', maxLength: 300 })
  operation!: string;

  @ApiPropertyOptional({ example: 'GET', maxLength: 20, description: 'HTTP method; left out, as the duration, of calls of before it was noted' })
  method?: string;

  @ApiProperty({ type: 'integer', format: 'int32', minimum: 100, maximum: 599, example: 200 })
  status!: number;

  @ApiProperty({ example: 'ok', maxLength: 40, description: '`ok`, or the kind of error' })
  outcome!: string;

  @ApiPropertyOptional({ type: 'integer', format: 'int32', minimum: 0, maximum: 2_147_483_647, example: 12, description: 'ms that we took, to the end of the answer; of a call that changes something, until just before its answer' })
  durationMs?: number;
}

export class CallListView {
  @ApiProperty({ type: [CallView], maxItems: 200, description: 'Newest first; of a flood of refused calls a sample' })
  calls!: CallView[];
}

export const usageExample: UsageView = {
  granularity: 'day',
  buckets: [{ at: '2026-03-01T00:00:00.000Z', calls: 120, errors: 3, p50Ms: 12.5, p95Ms: 180 }],
  operations: [{ operation: 'web.readOrder', calls: 120, errors: 3, p95Ms: 180 }],
  quota: { perDay: 5_000, used: 120, left: 4_880, resetsAt: '2026-03-02T00:00:00.000Z' },
  rate: { perSecond: 5, burst: 20 },
};

export const callsExample: CallListView = { calls: [{ at: '2026-03-01T10:00:00.000Z', requestId: '4bf92f3577b34da6a3ce929d0e0e4736', operation: 'web.readOrder', method: 'GET', status: 200, outcome: 'ok', durationMs: 12 }] };
