import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** One thing that happened to an order, written once per key. */
@Entity('order_timeline')
@Unique('order_timeline_order_id_key_key', ['orderId', 'key'])
export class OrderTimelineRow {
  @PrimaryColumn('bigint', { generated: 'increment' })
  id!: string;

  @Column('uuid', { name: 'order_id' })
  orderId!: string;

  @Column('text')
  key!: string;

  @Column('timestamptz')
  at!: Date;

  @Column('text')
  type!: string;

  @Column('text')
  outcome!: string;

  @Column('text', { name: 'system_id', nullable: true })
  systemId!: string | null;

  @Column('text', { nullable: true })
  reference!: string | null;

  @Column('text', { nullable: true })
  actor!: string | null;

  @Column('integer', { nullable: true })
  attempt!: number | null;

  @Column('integer', { name: 'duration_ms', nullable: true })
  durationMs!: number | null;

  @Column('text', { nullable: true })
  detail!: string | null;
}
