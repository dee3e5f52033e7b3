import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { WorkException } from './work-exception.js';

/** What a system said when it was asked whether a write had landed. */
export class ReplayProbe {
  @ApiProperty({ example: 'sandbox' })
  system!: string;

  @ApiProperty({ example: 'findSalesOrders' })
  operation!: string;

  @ApiProperty({ description: 'Whether what was looked for is there' })
  found!: boolean;

  @ApiProperty({ example: 'no sales order carries the reference of the order' })
  detail!: string;
}

/** What a replay would do; nothing was done. */
export class ReplayPreview {
  @ApiProperty({ example: 'create the sales order again' })
  wouldDo!: string;

  @ApiPropertyOptional({ type: ReplayProbe, description: 'Where a system can be asked first' })
  probe?: ReplayProbe;
}

export const replayOutcomes = ['would-replay', 'replayed', 'refused', 'failed'] as const;

/** A replay of one exception, or what it would be. */
export class ExceptionReplay {
  @ApiProperty({ format: 'uuid', description: 'The exception that is replayed; what comes of it names this one as `replayOf`' })
  exceptionId!: string;

  @ApiProperty({ enum: replayOutcomes, description: 'would-replay: a dry run. refused: nothing was done. failed: it may have been done' })
  outcome!: (typeof replayOutcomes)[number];

  @ApiPropertyOptional({ type: ReplayPreview, description: 'Of a dry run' })
  preview?: ReplayPreview;

  @ApiPropertyOptional({ type: WorkException, description: 'Of a replay: the exception afterwards; still open while its cause is there' })
  exception?: WorkException;

  @ApiPropertyOptional({ example: 'nothing of the order waits because of backorder', description: 'Why it was refused, or failed' })
  detail?: string;
}

/** Replays of all the exceptions that a filter names, the oldest first. */
export class CohortReplay {
  @ApiProperty()
  dryRun!: boolean;

  @ApiProperty({ type: [ExceptionReplay] })
  items!: ExceptionReplay[];

  @ApiProperty({ example: 0, description: 'How many more the filter names that were not begun: ask again, with another Idempotency-Key' })
  left!: number;
}
