import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What people may do in the portal: register apps of their own, or approve those of others. */
export type AccountRole = 'developer' | 'operator';

/** Somebody who signs in at the embedded issuer. */
@Entity('portal_account')
@Index('portal_account_email', ['email'], { unique: true })
export class PortalAccountRow {
  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId!: string;

  /** In lower case. */
  @Column('text')
  email!: string;

  @Column('text')
  name!: string;

  @Column('text')
  role!: AccountRole;

  /** `scrypt$N$r$p$salt$hash`, salt and hash in base64. */
  @Column('text', { name: 'password_hash' })
  passwordHash!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  /** From then on it signs in no more. */
  @Column('timestamptz', { name: 'disabled_at', nullable: true })
  disabledAt!: Date | null;
}
