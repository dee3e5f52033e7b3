import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A comparison of our orders with what an ERP and the CRM say. Its id grows with time. */
@Entity('reconciliation')
export class ReconciliationEntry {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  system!: string;

  @Column('date', { nullable: true })
  since!: string | null;

  @Column('timestamptz', { name: 'started_at' })
  startedAt!: Date;

  /** Null while it runs. */
  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  @Column('jsonb', { default: [] })
  summary!: object[];

  /** Orders that differ; null when the ERP was not compared. */
  @Column('integer', { nullable: true })
  differences!: number | null;

  /** What was not compared, and why. */
  @Column('text', { nullable: true })
  failure!: string | null;
}
