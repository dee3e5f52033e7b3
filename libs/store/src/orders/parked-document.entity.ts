import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A document that matched no order of ours yet. */
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

  @Column('timestamptz', { name: 'parked_at' })
  parkedAt!: Date;
}
