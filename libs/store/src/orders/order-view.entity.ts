import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { changedTx } from '../star/changed-tx.js';

/** An order as readers see it: one document, and columns to find it by. */
@Entity('order_view')
@Index('order_view_note_due', ['systemId', 'noteDueAt'], { where: 'note_due_at IS NOT NULL' })
@Index('order_view_unsent', ['placedAt'], { where: 'sequence = 0' })
// Newest first and the like, which the decorator cannot say: the migration alone makes them.
@Index('order_view_customer', { synchronize: false })
@Index('order_view_placed', { synchronize: false })
@Index('order_view_status', { synchronize: false })
@Index('order_view_ended', ['changedAt', 'orderId'], { where: "status IN ('closed', 'cancelled', 'rejected')" })
@Index('order_view_changed', { synchronize: false })
@Index('order_view_words', { synchronize: false })
@Index('order_view_purchase_order', ['purchaseOrderNumber', 'customerId'])
@Index('order_view_queue', { synchronize: false })
@Index('order_view_in_turn', { synchronize: false })
@Index('order_view_changed_tx', ['changedTx', 'orderId'])
@Index('order_view_dispatched', ['systemId', 'customerId'], { where: 'dispatched_at IS NOT NULL' })
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

  /** ERP of the order. */
  @Column('text', { name: 'system_id', nullable: true })
  systemId!: string | null;

  /** Since when the order waits for its system; null when it does not. */
  @Column('timestamptz', { name: 'waiting_since', nullable: true })
  waitingSince!: Date | null;

  /** When it was told to try again; null until then, and again once it has tried. */
  @Column('timestamptz', { name: 'dispatched_at', nullable: true })
  dispatchedAt!: Date | null;

  /** When it was last told to try again; stays, so that orders take turns. */
  @Column('timestamptz', { name: 'told_at', nullable: true })
  toldAt!: Date | null;

  @Column('json')
  view!: object;

  @Column('timestamptz', { name: 'placed_at' })
  placedAt!: Date;

  @Column('timestamptz', { name: 'changed_at' })
  changedAt!: Date;

  /** Transaction that last changed the view: what is fed from it goes on from there. Not that of notes and turns. */
  @Column(changedTx)
  changedTx!: string;

  /** When the CRM is to be told of the order; null when it knows. */
  @Column('timestamptz', { name: 'note_due_at', nullable: true })
  noteDueAt!: Date | null;

  @Column('integer', { name: 'note_failures', default: 0 })
  noteFailures!: number;

  /** What the CRM is being told: its sequence, status and changedAt. Null when every call to the CRM has ended. */
  @Column('jsonb', { name: 'note_begun', nullable: true })
  noteBegun!: object | null;

  /** Since when the end of that call is known to be unknown. */
  @Column('timestamptz', { name: 'note_unknown_since', nullable: true })
  noteUnknownSince!: Date | null;
}
