import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** An app that somebody registered in the portal. Its credentials are clients: one for trying, one for business. */
@Entity('portal_app')
@Index('portal_app_owner', ['ownerId'])
export class PortalAppRow {
  @PrimaryColumn('uuid', { name: 'app_id' })
  appId!: string;

  /** Account that it belongs to. */
  @Column('uuid', { name: 'owner_id' })
  ownerId!: string;

  @Column('text')
  name!: string;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  /** From then on it is there for nobody, and its credentials are revoked. */
  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt!: Date | null;
}
