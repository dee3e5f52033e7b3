import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Money that came in from a customer. How far it is allocated its allocations say. */
@Entity('payment')
@Index('payment_customer', ['customerId', 'paymentId'])
export class PaymentRow {
  /** Version 7: in the order in which they were recorded. */
  @PrimaryColumn('uuid', { name: 'payment_id' })
  paymentId!: string;

  @Column('text', { name: 'system_id' })
  systemId!: string;

  /** Public id. */
  @Column('text', { name: 'customer_id' })
  customerId!: string;

  @Column('numeric')
  amount!: string;

  @Column('text')
  currency!: string;

  @Column('date', { name: 'received_on' })
  receivedOn!: string;

  @Column('text', { nullable: true })
  reference!: string | null;

  /** Allocated by rule, also later, when the invoice comes. */
  @Column('boolean', { name: 'by_rule' })
  byRule!: boolean;

  @Column('text', { name: 'recorded_by' })
  recordedBy!: string;

  @Column('timestamptz', { name: 'recorded_at' })
  recordedAt!: Date;

  /** Reason, who and when; null while it stands. */
  @Column('jsonb', { nullable: true })
  reversal!: object | null;
}
