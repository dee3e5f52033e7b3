import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Environment, Plan } from '#canonical';
import type { ClientKind } from './client-kind.js';

/** An OAuth client that was registered while we run; those of the configuration have no row. */
@Entity('access_client')
@Index('access_client_owner', ['ownerId'])
@Index('access_client_app', ['appId', 'environment'], { unique: true })
export class AccessClientRow {
  @PrimaryColumn('text', { name: 'client_id' })
  clientId!: string;

  @Column('text')
  name!: string;

  /** One of `clientKinds`. */
  @Column('text')
  kind!: ClientKind;

  /** Account that it belongs to; null: nobody's in the portal. */
  @Column('uuid', { name: 'owner_id', nullable: true })
  ownerId!: string | null;

  /** App of the portal that it belongs to; null: none. An app has one client for each environment. */
  @Column('uuid', { name: 'app_id', nullable: true })
  appId?: string | null;

  @Column('text')
  environment!: Environment;

  @Column('text')
  plan!: Plan;

  /** What it may be granted at most. */
  @Column('text', { array: true })
  scopes!: string[];

  /** Public ids of the customers that it may see; null: all of them. */
  @Column('text', { array: true, nullable: true })
  customers!: string[] | null;

  /** SHA-256 in hex of its secret: 32 random bytes, which no slow hash makes safer. Null: it signs with a key of its own. */
  @Column('text', { name: 'secret_hash', nullable: true })
  secretHash!: string | null;

  @Column('timestamptz', { name: 'secret_created_at', nullable: true })
  secretCreatedAt?: Date | null;

  /** Of the secret before: still valid until `previousSecretUntil`. */
  @Column('text', { name: 'previous_secret_hash', nullable: true })
  previousSecretHash!: string | null;

  @Column('timestamptz', { name: 'previous_secret_until', nullable: true })
  previousSecretUntil!: Date | null;

  /** JSON Web Key Set of public keys, for `private_key_jwt`. */
  @Column('jsonb', { nullable: true })
  jwks!: { keys: object[] } | null;

  @Column('text', { name: 'redirect_uris', array: true })
  redirectUris!: string[];

  /** Its tokens must be bound to a key of its own (RFC 9449). */
  @Column('boolean', { name: 'dpop_bound' })
  dpopBound!: boolean;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  /** From then on it gets no token, and those it has are refused. */
  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;
}
