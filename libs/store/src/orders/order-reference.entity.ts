import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Documents of systems and the orders they belong to, many to many. */
@Entity('order_reference')
@Index('order_reference_document', ['documentId'])
@Index('order_reference_open', ['systemId', 'type', 'documentId'], { where: 'open' })
export class OrderReferenceRow {
  @PrimaryColumn('text', { name: 'system_id' })
  systemId!: string;

  @PrimaryColumn('text')
  type!: string;

  @PrimaryColumn('text', { name: 'document_id' })
  documentId!: string;

  @PrimaryColumn('uuid', { name: 'order_id' })
  orderId!: string;

  /** True while the document can still change in a way that matters: an invoice that is not cleared. */
  @Column('boolean', { default: false })
  open!: boolean;

  /** Version of the document that the order knows; null where it does not say. */
  @Column('text', { nullable: true })
  version!: string | null;
}
