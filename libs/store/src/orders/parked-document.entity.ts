import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A document of a sales order that is no order of ours yet. */
@Entity('parked_document')
export class ParkedDocumentRow {
  @PrimaryColumn('text', { name: 'system_id' })
  systemId!: string;

  @PrimaryColumn('text')
  type!: string;

  @PrimaryColumn('text', { name: 'document_id' })
  documentId!: string;

  @Column('jsonb')
  document!: object;

  /** When the read of this version of it began. */
  @Column('timestamptz', { name: 'read_at' })
  readAt!: Date;

  /** Sales orders of it that are no order of ours yet. */
  @Column('text', { name: 'sales_order_ids', array: true })
  salesOrderIds!: string[];

  /** When it was first parked. */
  @Column('timestamptz', { name: 'parked_at' })
  parkedAt!: Date;
}
