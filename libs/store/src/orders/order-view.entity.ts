import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** An order as readers see it: one document, and columns to find it by. */
@Entity('order_view')
@Index('order_view_note_due', ['noteDueAt'], { where: 'note_due_at IS NOT NULL' })
@Index('order_view_unsent', ['placedAt'], { where: 'sequence = 0' })
// Newest first, which the decorator cannot say: the migration alone makes it.
@Index('order_view_customer', { synchronize: false })
export class OrderViewRow {
  @PrimaryColumn('uuid', { name: 'order_id' })
  orderId!: string;

  /** The object's own number: an older view never overwrites a newer one. 0 is written with the placement. */
  @Column('integer')
  sequence!: number;

  @Column('text')
  client!: string;

  @Column('text', { name: 'customer_id' })
  customerId!: string;

  @Column('text', { name: 'purchase_order_number' })
  purchaseOrderNumber!: string;

  @Column('text')
  status!: string;

  @Column('json')
  view!: object;

  @Column('timestamptz', { name: 'placed_at' })
  placedAt!: Date;

  @Column('timestamptz', { name: 'changed_at' })
  changedAt!: Date;

  /** When the CRM is to be told of the order; null when it knows. */
  @Column('timestamptz', { name: 'note_due_at', nullable: true })
  noteDueAt!: Date | null;

  @Column('integer', { name: 'note_failures', default: 0 })
  noteFailures!: number;
}
