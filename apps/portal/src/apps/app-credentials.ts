import { IsNull, MoreThan, type DataSource, type EntityManager } from 'typeorm';
import { StrataError, unprocessable, type Environment, type FieldFault } from '#canonical';
import { newApiKey } from '#edge';
import { AccessClientRow, AccessKeyRow, type PortalAppRow } from '#store';
import type { NewKeyRequest } from './app.request.js';
import { newSecret } from './new-secret.js';
import { unknownApp } from './portal-apps.js';

const dayMs = 86_400_000;
/** Hours for which what is replaced stays good, where nobody says. */
const defaultOverlapHours = 24;
/** Keys of a client that are good at once; those that replace others and overlap with them may be as many more. */
const mostKeys = 20;

export const noProduction = () => new StrataError('conflict', 'the app has no production credentials: ask for them first', { state: 'sandbox-only', allowed: ['production-request'] });
export const unknownKey = () => new StrataError('not-found', 'there is no such key');
export const keyHasEnded = (state: 'revoked' | 'expired') => new StrataError('conflict', `the key is ${state}: make another one`, { state, allowed: ['a new key'] });
export const tooManyKeys = () => new StrataError('conflict', `${mostKeys} keys are good at once, at most`, { state: 'full', allowed: ['revoke a key'] });

export const beyondApp = (scope: string, index: number, own: readonly string[]): FieldFault => ({ pointer: `/scopes/${index}`, detail: `the app has no ${scope}: it has ${own.join(', ')}` });

/** A key as it was made: the text is shown once. */
export interface MadeKey {
  key: AccessKeyRow;
  text: string;
}

/** What an app shows to be let in, by environment: one client with its secret, and keys beside it. */
export class AppCredentials {
  constructor(private readonly db: DataSource) {}

  /** Throws `conflict` for production that was not approved. */
  async client({ appId }: PortalAppRow, environment: Environment): Promise<AccessClientRow> {
    const client = await this.db.getRepository(AccessClientRow).findOneBy({ appId, environment });
    if (!client) throw noProduction();
    return client;
  }

  /** A new secret; the one before stays good for some hours, and the one before that no longer. */
  async renewSecret({ clientId }: AccessClientRow, overlapHours = defaultOverlapHours): Promise<{ secret: string; previousUntil?: Date }> {
    const { text: secret, hash } = newSecret();
    const [rows]: [{ previous_secret_until: Date | null }[], number] = await this.db.query(
      `UPDATE access_client SET secret_hash = $2, secret_created_at = now(),
         previous_secret_hash = CASE WHEN $3 > 0 THEN secret_hash END,
         previous_secret_until = CASE WHEN $3 > 0 AND secret_hash IS NOT NULL THEN now() + $3 * interval '1 hour' END
       WHERE client_id = $1 RETURNING previous_secret_until`,
      [clientId, hash, overlapHours],
    );
    const previousUntil = rows[0]?.previous_secret_until;
    return { secret, ...(previousUntil && { previousUntil }) };
  }

  /** Throws `invalid` for a scope that the client has not got, `conflict` for a key too many. */
  async createKey(client: AccessClientRow, { name, scopes = client.scopes, expiresInDays }: NewKeyRequest): Promise<MadeKey> {
    const beyond = scopes.flatMap((scope, index) => (client.scopes.includes(scope) ? [] : [beyondApp(scope, index, client.scopes)]));
    if (beyond.length > 0) throw unprocessable(beyond);
    return this.alone(client, async (manager) => {
      await requireFewer(manager, client, mostKeys);
      return insert(manager, client, { name: name.trim(), scopes, lifetimeDays: expiresInDays });
    });
  }

  /** Another key like it, for as long as it was for; it ends with the overlap. Throws `not-found`, and `conflict` for one that has ended and for a key too many. */
  async rotateKey(client: AccessClientRow, keyId: string, overlapHours = defaultOverlapHours): Promise<MadeKey> {
    return this.alone(client, async (manager) => {
      const before = await keyOf(manager, client, keyId);
      if (before.revokedAt) throw keyHasEnded('revoked');
      if (before.expiresAt.getTime() <= Date.now()) throw keyHasEnded('expired');
      await requireFewer(manager, client, 2 * mostKeys);
      const made = await insert(manager, client, { name: before.name, scopes: before.scopes, lifetimeDays: before.lifetimeDays });
      await manager.query(`UPDATE access_key SET expires_at = LEAST(expires_at, now() + $2 * interval '1 hour') WHERE key_id = $1`, [keyId, overlapHours]);
      return made;
    });
  }

  /** Throws `not-found`. One that is revoked stays as it is. */
  async revokeKey(client: AccessClientRow, keyId: string): Promise<void> {
    await keyOf(this.db.manager, client, keyId);
    await this.db.query('UPDATE access_key SET revoked_at = now() WHERE key_id = $1 AND revoked_at IS NULL', [keyId]);
  }

  /** One at a time for a client, and none once its app is gone. */
  private alone<T>({ clientId }: AccessClientRow, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.db.transaction(async (manager) => {
      const rows: unknown[] = await manager.query('SELECT 1 FROM access_client WHERE client_id = $1 AND revoked_at IS NULL FOR UPDATE', [clientId]);
      if (rows.length === 0) throw unknownApp();
      return work(manager);
    });
  }
}

async function requireFewer(manager: EntityManager, { clientId }: AccessClientRow, most: number): Promise<void> {
  const good = await manager.countBy(AccessKeyRow, { clientId, revokedAt: IsNull(), expiresAt: MoreThan(new Date()) });
  if (good >= most) throw tooManyKeys();
}

async function keyOf(manager: EntityManager, { clientId }: AccessClientRow, keyId: string): Promise<AccessKeyRow> {
  const key = await manager.findOneBy(AccessKeyRow, { keyId, clientId });
  if (!key) throw unknownKey();
  return key;
}

async function insert(manager: EntityManager, { clientId, environment }: AccessClientRow, made: { name: string; scopes: string[]; lifetimeDays: number }): Promise<MadeKey> {
  const { text, keyId, secretHash } = newApiKey(environment);
  const createdAt = new Date();
  const key: AccessKeyRow = { keyId, clientId, secretHash, createdAt, expiresAt: new Date(createdAt.getTime() + made.lifetimeDays * dayMs), revokedAt: null, lastUsedAt: null, ...made };
  await manager.insert(AccessKeyRow, key);
  return { key, text };
}
