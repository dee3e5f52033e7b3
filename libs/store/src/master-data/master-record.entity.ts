import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Last known master data of a system, for the door to check against when the system is down. */
@Entity('master_record')
// Over an expression: the migration alone makes it.
@Index('master_record_customer_words', { synchronize: false })
export class MasterRecordRow {
  @PrimaryColumn('text', { name: 'system_id' })
  systemId!: string;

  /** `customer` or `item`. */
  @PrimaryColumn('text')
  kind!: string;

  @PrimaryColumn('text', { name: 'record_id' })
  recordId!: string;

  @Column('jsonb')
  record!: object;

  @Column('timestamptz', { name: 'seen_at' })
  seenAt!: Date;
}
