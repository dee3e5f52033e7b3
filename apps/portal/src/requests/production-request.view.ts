import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { RequestStateView } from '../apps/app.view.js';

export class RequesterView {
  @ApiProperty()
  name!: string;

  @ApiProperty({ format: 'email' })
  email!: string;
}

/** A request as operators see it. */
export class ProductionRequestView extends RequestStateView {
  @ApiProperty({ format: 'uuid' })
  appId!: string;

  @ApiProperty()
  appName!: string;

  @ApiProperty({ type: RequesterView })
  owner!: RequesterView;

  @ApiPropertyOptional({ type: 'integer', format: 'int32', minimum: 1 })
  expectedCallsPerDay?: number;
}

export class ProductionRequestListView {
  @ApiProperty({ type: [ProductionRequestView] })
  requests!: ProductionRequestView[];
}

export class DecidedView {
  @ApiProperty({ type: ProductionRequestView })
  request!: ProductionRequestView;
}

export const requestExample: ProductionRequestView = {
  appId: '0198f3a0-0000-7000-8000-0000000000b1',
  appName: 'Order tracker',
  owner: { name: 'Dana Developer', email: 'dev@partner.example' },
  purpose: 'Order status on our intranet',
  expectedCallsPerDay: 20_000,
  requestedAt: '2026-03-01T10:00:00.000Z',
  status: 'pending',
};
