import { ApiProperty } from '@nestjs/swagger';

/** Name that stands for every operation of a system. */
export const everyOperation = '*';

/** A system, or one operation of it, that somebody paused: we do not call it until somebody lets it go on. */
export class SystemSwitch {
  @ApiProperty({ example: 'sandbox' })
  systemId!: string;

  @ApiProperty({ example: 'createSalesOrder', description: 'Operation of the system, or * for all of them' })
  operation!: string;

  @ApiProperty({ example: 'stocktaking until noon' })
  reason!: string;

  @ApiProperty({ description: 'Who paused it' })
  actor!: string;

  @ApiProperty({ format: 'date-time' })
  since!: string;
}
