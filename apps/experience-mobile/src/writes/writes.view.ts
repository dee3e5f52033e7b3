import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Problem } from '#edge';
import { MobileOrderRow } from '../orders/orders.view.js';

/** Bytes of what an accepted write is answered. */
export const resultBudget = 512;

export class WriteResult {
  @ApiPropertyOptional({ example: 'w1', description: 'As the write names itself; absent when it does not' })
  id?: string;

  @ApiProperty({ example: 202, description: 'As the write is answered alone' })
  status!: number;

  @ApiPropertyOptional({ type: MobileOrderRow, description: 'The order that carries the write, when it is accepted' })
  body?: MobileOrderRow;

  @ApiPropertyOptional({ $ref: '#/components/schemas/Problem', description: 'Why it is not accepted; pointers are into the write' } as never)
  problem?: Problem;
}

export class WritesView {
  @ApiProperty({ type: [WriteResult], description: 'In the order of the writes' })
  results!: WriteResult[];
}
