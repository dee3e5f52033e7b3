import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What has become of a request. */
export const productionRequestStatuses = ['pending', 'approved', 'refused'] as const;
export type ProductionRequestStatus = (typeof productionRequestStatuses)[number];

/** The last request of an app for credentials for business; those before stand in the audit trail. */
@Entity('production_request')
export class ProductionRequestRow {
  @PrimaryColumn('uuid', { name: 'app_id' })
  appId!: string;

  @Column('text')
  status!: ProductionRequestStatus;

  @Column('text')
  purpose!: string;

  @Column('integer', { name: 'expected_calls_per_day', nullable: true })
  expectedCallsPerDay!: number | null;

  @Column('timestamptz', { name: 'requested_at' })
  requestedAt!: Date;

  @Column('timestamptz', { name: 'decided_at', nullable: true })
  decidedAt!: Date | null;

  /** Account of the operator. */
  @Column('uuid', { name: 'decided_by', nullable: true })
  decidedBy!: string | null;

  /** Why it was refused. */
  @Column('text', { nullable: true })
  reason!: string | null;
}
