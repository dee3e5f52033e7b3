import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** An API key of a client: `strata_<sbx|live>_<keyId>_<secret>`, shown once. */
@Entity('access_key')
@Index('access_key_client', ['clientId'])
export class AccessKeyRow {
  /** The part by which it is found, and by which a leaked one is named. */
  @PrimaryColumn('text', { name: 'key_id' })
  keyId!: string;

  @Column('text', { name: 'client_id' })
  clientId!: string;

  @Column('text')
  name!: string;

  /** SHA-256 in hex of its secret. */
  @Column('text', { name: 'secret_hash' })
  secretHash!: string;

  /** At most those of its client. */
  @Column('text', { array: true })
  scopes!: string[];

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  /** For how long it was made. */
  @Column('integer', { name: 'lifetime_days', default: 365 })
  lifetimeDays!: number;

  /** A key that is replaced keeps some hours. */
  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;

  /** To the minute or so: what costs a write is not told of every call. */
  @Column('timestamptz', { name: 'last_used_at', nullable: true })
  lastUsedAt!: Date | null;
}
