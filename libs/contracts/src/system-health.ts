import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { environments, type Environment } from '#canonical';

/** `down`: it does not answer; `degraded`: some of what is asked of it is not answered. */
export const healthStates = ['operational', 'degraded', 'down'] as const;
export type HealthState = (typeof healthStates)[number];

/** How a configured system does, by the calls that this process made to it. It is not asked for this. */
export class SystemHealth {
  @ApiProperty({ example: 'sandbox' })
  id!: string;

  @ApiProperty({ enum: ['erp', 'crm'] })
  kind!: 'erp' | 'crm';

  @ApiProperty({ enum: environments })
  environment!: Environment;

  @ApiProperty({ enum: healthStates, description: '`down`: it does not answer; `degraded`: some of what is asked of it is not answered' })
  state!: HealthState;

  @ApiPropertyOptional({ format: 'date-time', description: 'Of trouble: when it began' })
  since?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'When it answered last, as long as this process knows' })
  answeredAt?: string;

  @ApiProperty({ type: [String], example: ['readItems'], description: 'Operations that are left alone for now: their circuit is open' })
  openCircuits!: string[];
}
