import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { environments, type Environment } from '#canonical';
import { healthStates, type HealthState } from '#contracts';

const stateOf = { enum: healthStates, example: 'operational' } as const;

/** A system as everybody may see it: how it does, and nothing of where or what it is. */
export class SystemStatus {
  @ApiProperty({ example: 'sandbox', maxLength: 31 })
  id!: string;

  @ApiProperty({ enum: ['erp', 'crm'] })
  kind!: 'erp' | 'crm';

  @ApiProperty({ enum: environments })
  environment!: Environment;

  @ApiProperty(stateOf)
  state!: HealthState;

  @ApiPropertyOptional({ format: 'date-time', description: 'Of trouble: when it began' })
  since?: string;

  @ApiPropertyOptional({ maxLength: 200, example: 'it does not answer', description: 'What it means for callers' })
  detail?: string;
}

export class ApiStatus {
  @ApiProperty({ example: 'experience-web', maxLength: 31 })
  id!: string;

  @ApiProperty(stateOf)
  state!: HealthState;
}

export class StatusView {
  @ApiProperty({ format: 'date-time', description: 'When this was found out' })
  asOf!: string;

  @ApiProperty(stateOf)
  state!: HealthState;

  @ApiProperty({ type: [SystemStatus], maxItems: 200 })
  systems!: SystemStatus[];

  @ApiProperty({ type: [ApiStatus], maxItems: 20 })
  apis!: ApiStatus[];
}

export const statusExample: StatusView = {
  asOf: '2026-03-01T10:00:00.000Z',
  state: 'degraded',
  systems: [
    { id: 'sandbox', kind: 'erp', environment: 'sandbox', state: 'operational' },
    { id: 'sandbox-crm', kind: 'crm', environment: 'sandbox', state: 'degraded', since: '2026-03-01T09:58:00.000Z', detail: 'some of what is asked of it is not answered' },
  ],
  apis: [{ id: 'experience-web', state: 'operational' }],
};
