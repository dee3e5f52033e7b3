import type { Pool } from 'pg';
import type { Environment, Plan } from '#canonical';
import type { ClientKind } from './client-kind.js';
import { ownConnections } from '../own-connections.js';

/** An OAuth client as it is now. */
export interface AccessClient {
  clientId: string;
  name: string;
  kind: ClientKind;
  environment: Environment;
  plan: Plan;
  /** What it may be granted at most. */
  scopes: readonly string[];
  /** Public ids of the customers that it may see; left out: all of them. */
  customers?: readonly string[];
  /** SHA-256 in hex of the secrets that are valid now: of a rotation, two. */
  secretHashes: readonly string[];
  /** JSON Web Key Set of public keys, for `private_key_jwt`. */
  jwks?: { keys: object[] };
  redirectUris: readonly string[];
  /** Its tokens must be bound to a key of its own (RFC 9449). */
  dpopBound: boolean;
  revoked: boolean;
}

/** An API key with the client whose it is. */
export interface AccessKey {
  keyId: string;
  /** SHA-256 in hex. */
  secretHash: string;
  /** At most those of its client. */
  scopes: readonly string[];
  expiresAt: Date;
  revoked: boolean;
  client: AccessClient;
}

interface ClientColumns {
  client_id: string;
  name: string;
  kind: ClientKind;
  environment: Environment;
  plan: Plan;
  scopes: string[];
  customers: string[] | null;
  secret_hashes: (string | null)[];
  jwks: { keys: object[] } | null;
  redirect_uris: string[];
  dpop_bound: boolean;
  revoked_at: Date | null;
}

interface KeyColumns {
  key_id: string;
  key_secret_hash: string;
  key_scopes: string[];
  expires_at: Date;
  key_revoked_at: Date | null;
}

/** Longer than a connection takes to a busy database: whoever cannot be looked up is turned away. */
const timeoutMs = 3_000;

const clientColumns = `c.client_id, c.name, c.kind, c.environment, c.plan, c.scopes, c.customers, c.jwks, c.redirect_uris, c.dpop_bound, c.revoked_at,
  ARRAY[c.secret_hash, CASE WHEN c.previous_secret_until > now() THEN c.previous_secret_hash END] AS secret_hashes`;

/**
 * Clients and API keys that were registered while we run, as the database has them now: nothing is kept here. Has
 * connections of its own, so that a busy store keeps nobody at the door.
 */
export class AccessDirectory {
  private readonly pool: Pool;

  constructor(databaseUrl: string) {
    this.pool = ownConnections(databaseUrl, { name: 'strata-access', timeoutMs });
  }

  /** The client of an id, revoked or not; undefined when there is no row. Rejects when the database cannot be asked, or has not got our schema yet. */
  async client(clientId: string): Promise<AccessClient | undefined> {
    const { rows } = await this.pool.query<ClientColumns>({ name: 'strata_access_client', text: `SELECT ${clientColumns} FROM access_client c WHERE c.client_id = $1`, values: [clientId] });
    return rows[0] && clientOf(rows[0]);
  }

  /** The key of an id with its client, valid or not; undefined when there is no row. Rejects as `client` does. */
  async key(keyId: string): Promise<AccessKey | undefined> {
    const text = `SELECT k.key_id, k.secret_hash AS key_secret_hash, k.scopes AS key_scopes, k.expires_at, k.revoked_at AS key_revoked_at, ${clientColumns}
      FROM access_key k JOIN access_client c USING (client_id) WHERE k.key_id = $1`;
    const { rows } = await this.pool.query<ClientColumns & KeyColumns>({ name: 'strata_access_key', text, values: [keyId] });
    const [row] = rows;
    return row && { keyId: row.key_id, secretHash: row.key_secret_hash, scopes: row.key_scopes, expiresAt: row.expires_at, revoked: row.key_revoked_at !== null, client: clientOf(row) };
  }

  /** Notes that the keys were used; of one that was noted within the last minute nothing is written. */
  async used(keyIds: readonly string[]): Promise<void> {
    const text = `UPDATE access_key SET last_used_at = now() WHERE key_id = ANY ($1) AND (last_used_at IS NULL OR last_used_at < now() - interval '1 min')`;
    await this.pool.query({ name: 'strata_access_used', text, values: [keyIds] });
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

function clientOf(row: ClientColumns): AccessClient {
  return {
    clientId: row.client_id,
    name: row.name,
    kind: row.kind,
    environment: row.environment,
    plan: row.plan,
    scopes: row.scopes,
    ...(row.customers && { customers: row.customers }),
    secretHashes: row.secret_hashes.filter((hash) => hash !== null),
    ...(row.jwks && { jwks: row.jwks }),
    redirectUris: row.redirect_uris,
    dpopBound: row.dpop_bound,
    revoked: row.revoked_at !== null,
  };
}
