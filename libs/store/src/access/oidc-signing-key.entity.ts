import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A key that the issuer signs tokens with, or did. */
@Entity('oidc_signing_key')
export class OidcSigningKeyRow {
  /** Thumbprint of the key (RFC 7638). */
  @PrimaryColumn('text')
  kid!: string;

  /** JSON Web Key, public part: what is published. */
  @Column('jsonb', { name: 'public_jwk' })
  publicJwk!: object;

  /** JSON Web Key, whole, encrypted under the master key. */
  @Column('bytea', { name: 'private_jwk' })
  privateJwk!: Buffer;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  /** Signs from then on; it is published before. */
  @Column('timestamptz', { name: 'signs_from' })
  signsFrom!: Date;

  /** Published until then, so that what it signed can be verified; null: it still signs. */
  @Column('timestamptz', { name: 'published_until', nullable: true })
  publishedUntil!: Date | null;
}
