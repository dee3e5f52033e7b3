import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Money } from './money.js';

export const reconciliationStates = ['running', 'done', 'failed'] as const;
export type ReconciliationState = (typeof reconciliationStates)[number];

export class ReconciliationSide {
  @ApiProperty({ example: 3, description: 'Orders' })
  count!: number;

  @ApiPropertyOptional({ type: Money, description: 'Sum of what the orders say; absent while none of them says one' })
  amount?: Money;
}

/** Orders of one customer, status and currency, here and there. */
export class ReconciliationRow {
  @ApiProperty({ enum: ['erp', 'crm'] })
  against!: 'erp' | 'crm';

  @ApiProperty({ description: 'Public id' })
  customerId!: string;

  @ApiProperty({ example: 'live', description: 'Against the ERP `live` or `cancelled`, with amounts before tax; against the CRM the status of the order, with amounts gross' })
  status!: string;

  @ApiProperty({ type: ReconciliationSide })
  ours!: ReconciliationSide;

  @ApiProperty({ type: ReconciliationSide })
  theirs!: ReconciliationSide;
}

/** One comparison of what Strata knows of its orders with what an ERP and the CRM say. */
export class Reconciliation {
  @ApiProperty({ format: 'uuid' })
  reconciliationId!: string;

  @ApiProperty({ example: 'sandbox', description: 'ERP whose orders are compared' })
  systemId!: string;

  @ApiProperty({ enum: reconciliationStates })
  state!: ReconciliationState;

  @ApiPropertyOptional({ example: '2026-11-18', description: 'Orders since this day; absent until it is known' })
  since?: string;

  @ApiProperty({ format: 'date-time' })
  startedAt!: string;

  @ApiPropertyOptional({ format: 'date-time' })
  endedAt?: string;

  @ApiPropertyOptional({ example: 0, description: 'Orders that differ: each is an exception of the kind erp-difference or crm-difference' })
  differences?: number;

  @ApiPropertyOptional({ description: 'What was not compared, and why' })
  failure?: string;

  @ApiProperty({ type: [ReconciliationRow] })
  summary!: ReconciliationRow[];
}
