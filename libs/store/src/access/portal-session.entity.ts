import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A browser in which somebody is signed in at the portal. */
@Entity('portal_session')
@Index('portal_session_account', ['accountId'])
@Index('portal_session_expiry', ['expiresAt'])
export class PortalSessionRow {
  /** SHA-256 in base64url of the cookie's value: who reads the table can use nothing in it. */
  @PrimaryColumn('text', { name: 'session_hash' })
  sessionHash!: string;

  @Column('uuid', { name: 'account_id' })
  accountId!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  /** Moves on while it is used. */
  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;
}
