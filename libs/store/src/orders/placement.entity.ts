import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A client's wish, once per Idempotency-Key. */
@Entity('placement')
@Index('placement_created_at', ['createdAt'])
export class PlacementRow {
  @PrimaryColumn('text')
  client!: string;

  @PrimaryColumn('text', { name: 'idempotency_key' })
  idempotencyKey!: string;

  @Column('text', { name: 'body_hash' })
  bodyHash!: string;

  @Column('uuid', { name: 'order_id', unique: true })
  orderId!: string;

  /** What is sent to the order's object, for the sweeper to send again. */
  @Column('jsonb')
  message!: object;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
