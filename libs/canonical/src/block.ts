import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export const blockTypes = ['order', 'credit', 'delivery', 'billing', 'approval'] as const;
export type BlockType = (typeof blockTypes)[number];

/** Something the system set that stops the next step; the system's answer rules. */
export class Block {
  @ApiProperty({ enum: blockTypes })
  type!: BlockType;

  @ApiPropertyOptional({ example: '01', description: "The system's own code of the reason" })
  code?: string;

  @ApiProperty({ example: 'Credit limit exceeded' })
  reason!: string;
}
