import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** How far the ERP's reminders of a customer have gone. */
export class DunningStatus {
  @ApiProperty()
  customerId!: string;

  @ApiProperty({ example: 1, description: "The system's dunning level; 0 when nothing was reminded" })
  level!: number;

  @ApiPropertyOptional({ example: '2026-12-01' })
  lastDunnedOn?: string;

  @ApiProperty({ description: 'No reminder is sent while it is true' })
  paused!: boolean;

  @ApiPropertyOptional({ description: "The system's code of the pause" })
  pauseCode?: string;
}
