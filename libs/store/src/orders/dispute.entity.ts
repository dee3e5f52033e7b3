import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** An objection to an invoice of an order, as the order last told of it. Its id grows with time. */
@Entity('dispute')
@Index('dispute_order', ['orderId'])
@Index('dispute_customer', ['customerId', 'disputeId'])
@Index('dispute_invoice', ['invoiceId'])
@Index('dispute_open', ['disputeId'], { where: `state = 'open'` })
export class DisputeRow {
  @PrimaryColumn('uuid', { name: 'dispute_id' })
  disputeId!: string;

  @Column('uuid', { name: 'order_id' })
  orderId!: string;

  /** Public id. */
  @Column('text', { name: 'customer_id' })
  customerId!: string;

  /** Public id. */
  @Column('text', { name: 'invoice_id' })
  invoiceId!: string;

  @Column('text')
  state!: string;

  /** Of the order: an older one never overwrites a newer. */
  @Column('integer')
  sequence!: number;

  /** The dispute as readers see it. */
  @Column('jsonb')
  record!: object;
}
