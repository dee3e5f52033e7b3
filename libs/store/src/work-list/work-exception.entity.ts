import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Something that a person must look at. Open ones are unique by key; resolved ones stay for the record. */
@Entity('work_exception')
@Index('work_exception_open', ['key'], { unique: true, where: `state = 'open'` })
@Index('work_exception_order', ['orderId'])
// Newest first, which the decorator cannot say: the migration alone makes it.
@Index('work_exception_raised', { synchronize: false })
export class WorkExceptionRow {
  @PrimaryColumn('uuid', { name: 'exception_id' })
  exceptionId!: string;

  /** What it is about, in one word for machines: `order:<id>:undo-failed`. */
  @Column('text')
  key!: string;

  @Column('text')
  kind!: string;

  @Column('text', { name: 'system_id', nullable: true })
  systemId!: string | null;

  @Column('uuid', { name: 'order_id', nullable: true })
  orderId!: string | null;

  /** Document or customer it is about, when that says more than the order. */
  @Column('text', { nullable: true })
  subject!: string | null;

  @Column('text')
  reason!: string;

  /** What was tried: lines for people. */
  @Column('jsonb', { default: [] })
  tried!: string[];

  /** What a person can do: names that `resolve` takes. */
  @Column('jsonb', { default: [] })
  actions!: string[];

  @Column('text')
  owner!: string;

  /** `open` or `resolved`. */
  @Column('text')
  state!: string;

  /** Who ended it, how and why. */
  @Column('jsonb', { nullable: true })
  resolution!: object | null;

  /** The exception that a replay of it led to this one. */
  @Column('uuid', { name: 'replay_of', nullable: true })
  replayOf!: string | null;

  @Column('timestamptz', { name: 'raised_at' })
  raisedAt!: Date;

  @Column('timestamptz', { name: 'resolved_at', nullable: true })
  resolvedAt!: Date | null;
}
