import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What the issuer remembers: sessions, grants, codes, refresh tokens. Who reads the table can use none of them. */
@Entity('oidc_artifact')
@Index('oidc_artifact_grant', ['grantHash'])
@Index('oidc_artifact_uid', ['uidHash'])
@Index('oidc_artifact_expiry', ['expiresAt'])
export class OidcArtifactRow {
  /** What it is, by the issuer's name for it: `Session`, `AuthorizationCode`, ... */
  @PrimaryColumn('text')
  model!: string;

  /** SHA-256 of its id: the id of a code or a refresh token is the credential itself. */
  @PrimaryColumn('text', { name: 'id_hash' })
  idHash!: string;

  /** Encrypted under the master key: it holds the id again, and names people. */
  @Column('bytea')
  payload!: Buffer;

  /** Everything of a grant goes with it. */
  @Column('text', { name: 'grant_hash', nullable: true })
  grantHash!: string | null;

  /** Of sessions: by which they are found from elsewhere. */
  @Column('text', { name: 'uid_hash', nullable: true })
  uidHash!: string | null;

  /** Null: does not expire by itself. */
  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt!: Date | null;

  /** Used up: a code is exchanged once. */
  @Column('timestamptz', { name: 'consumed_at', nullable: true })
  consumedAt!: Date | null;
}
