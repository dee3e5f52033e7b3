import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An operation of a system that somebody paused; no row, no pause. */
@Entity('system_switch')
export class SystemSwitchRow {
  @PrimaryColumn('text', { name: 'system_id' })
  systemId!: string;

  /** `*` is the whole system. */
  @PrimaryColumn('text')
  operation!: string;

  @Column('text')
  reason!: string;

  @Column('text')
  actor!: string;

  @Column('timestamptz')
  since!: Date;
}
