import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** So much of a payment for an invoice. */
@Entity('payment_allocation')
@Index('payment_allocation_payment', ['paymentId'])
@Index('payment_allocation_invoice', ['systemId', 'invoiceKey'])
// Of few states, which the decorator's condition would spell another way: the migration alone makes it.
@Index('payment_allocation_under_way', { synchronize: false })
export class PaymentAllocationRow {
  /** Version 7; also the reference of the payment in the ERP. */
  @PrimaryColumn('uuid', { name: 'allocation_id' })
  allocationId!: string;

  @Column('uuid', { name: 'payment_id' })
  paymentId!: string;

  @Column('text', { name: 'system_id' })
  systemId!: string;

  /** The ERP's own key. */
  @Column('text', { name: 'invoice_key' })
  invoiceKey!: string;

  /** Order that is asked to have it posted; of several on the invoice the first. */
  @Column('uuid', { name: 'order_id' })
  orderId!: string;

  @Column('numeric')
  amount!: string;

  @Column('numeric')
  discount!: string;

  /** What the ERP had settled of the invoice when this was allocated. */
  @Column('numeric', { name: 'settled_before' })
  settledBefore!: string;

  /** One of `allocationStates`. */
  @Column('text')
  state!: string;

  @Column('text', { nullable: true })
  detail!: string | null;

  @Column('text', { name: 'allocated_by' })
  allocatedBy!: string;

  @Column('timestamptz', { name: 'allocated_at' })
  allocatedAt!: Date;

  /** When its order was last asked; until it was, it can be taken back. */
  @Column('timestamptz', { name: 'asked_at', nullable: true })
  askedAt!: Date | null;

  /** When its order had answered that it takes it. */
  @Column('timestamptz', { name: 'taken_at', nullable: true })
  takenAt!: Date | null;
}
