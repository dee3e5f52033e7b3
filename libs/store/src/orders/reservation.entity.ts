import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What an order takes of a limit or of a stock until its system counts it. */
@Entity('reservation')
@Index('reservation_unanswered', ['systemId', 'kind', 'resource'], { where: 'acknowledged_at IS NULL' })
@Index('reservation_answered', ['systemId', 'kind', 'resource', 'acknowledgedAt'], { where: 'acknowledged_at IS NOT NULL' })
export class ReservationRow {
  @PrimaryColumn('uuid', { name: 'order_id' })
  orderId!: string;

  @PrimaryColumn('text', { name: 'system_id' })
  systemId!: string;

  /** `credit` or `stock`. */
  @PrimaryColumn('text')
  kind!: string;

  /** Key of the customer or of the item. */
  @PrimaryColumn('text')
  resource!: string;

  @Column('numeric')
  amount!: string;

  @Column('timestamptz', { name: 'reserved_at' })
  reservedAt!: Date;

  /** When the system had answered the create; null until then. */
  @Column('timestamptz', { name: 'acknowledged_at', nullable: true })
  acknowledgedAt!: Date | null;
}
