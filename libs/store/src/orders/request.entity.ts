import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A request that writes, once per client and Idempotency-Key. */
@Entity('request')
@Index('request_created_at', ['createdAt'])
export class RequestRow {
  @PrimaryColumn('text')
  client!: string;

  @PrimaryColumn('text', { name: 'idempotency_key' })
  idempotencyKey!: string;

  @Column('text')
  operation!: string;

  @Column('text', { name: 'body_hash' })
  bodyHash!: string;

  /** What it was answered, when the answer is kept here and not by the durable engine. */
  @Column('jsonb', { nullable: true })
  answer!: object | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
