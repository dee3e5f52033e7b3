import { randomBytes } from 'node:crypto';
import { IsNull, type DataSource, type EntityManager } from 'typeorm';
import { v7 } from 'uuid';
import { partnerScopes, StrataError, type Environment } from '#canonical';
import { AccessClientRow, PortalAppRow } from '#store';
import type { NewAppRequest } from './app.request.js';
import { newSecret } from './new-secret.js';
import type { SandboxCustomers } from './sandbox-customers.js';

/** Apps that an account may have. */
const mostApps = 20;
/** Key of the advisory lock under which one app at a time is made: customers are dealt out to one after the other. */
const dealLock = 7_391_010;

/** What is another's, and what there is not, are told in the same words. */
export const unknownApp = () => new StrataError('not-found', 'there is no such app');
export const tooManyApps = () => new StrataError('conflict', `an account has ${mostApps} apps at most`, { state: 'full', allowed: ['delete an app'] });

/** The apps of those who sign up. */
export class PortalApps {
  constructor(
    private readonly db: DataSource,
    private readonly customers: SandboxCustomers,
  ) {}

  async of(ownerId: string): Promise<PortalAppRow[]> {
    return this.db.getRepository(PortalAppRow).find({ where: { ownerId, deletedAt: IsNull() }, order: { createdAt: 'ASC' } });
  }

  /** Throws `not-found` for what is not there and for what is another's. */
  async one(ownerId: string, appId: string): Promise<PortalAppRow> {
    const app = await this.db.getRepository(PortalAppRow).findOneBy({ appId, ownerId, deletedAt: IsNull() });
    if (!app) throw unknownApp();
    return app;
  }

  /** With a client for the sandbox, whose secret is told here and nowhere else. Throws `conflict` for an app too many. */
  async create(ownerId: string, { name, description }: NewAppRequest): Promise<{ app: PortalAppRow; client: AccessClientRow; secret: string }> {
    const { text: secret, hash } = newSecret();
    return this.db.transaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock($1)', [dealLock]);
      if ((await manager.countBy(PortalAppRow, { ownerId, deletedAt: IsNull() })) >= mostApps) throw tooManyApps();
      const app: PortalAppRow = { appId: v7(), ownerId, name: name.trim(), description: description || null, createdAt: new Date(), deletedAt: null };
      const rights = { plan: 'free' as const, scopes: [...partnerScopes], customers: await this.customers.deal(manager) };
      const client = { ...clientOf(app, 'sandbox', rights), secretHash: hash, secretCreatedAt: app.createdAt };
      await manager.insert(PortalAppRow, app);
      await manager.insert(AccessClientRow, client);
      return { app, client, secret };
    });
  }

  /**
   * Writes what is said and nothing else: another field may be changed at the same time. Its clients go by its name too:
   * people see it where they allow something. Throws `not-found`, also of what is somebody else's.
   */
  async change(ownerId: string, appId: string, { name, description }: Partial<NewAppRequest>): Promise<PortalAppRow> {
    const said = { ...(name !== undefined && { name: name.trim() }), ...(description !== undefined && { description: description || null }) };
    if (Object.keys(said).length > 0) {
      await this.db.transaction(async (manager) => {
        const { affected } = await manager.update(PortalAppRow, { appId, ownerId, deletedAt: IsNull() }, said);
        if (affected !== 1) throw unknownApp();
        if (said.name !== undefined) await manager.update(AccessClientRow, { appId }, { name: said.name });
      });
    }
    return this.one(ownerId, appId);
  }

  /** Revokes all its credentials. */
  async remove({ appId }: PortalAppRow): Promise<void> {
    await this.db.transaction(async (manager) => {
      await manager.update(PortalAppRow, { appId }, { deletedAt: new Date() });
      await revokeAll(manager, appId);
    });
  }
}

async function revokeAll(manager: EntityManager, appId: string): Promise<void> {
  await manager.query('UPDATE access_client SET revoked_at = now() WHERE app_id = $1 AND revoked_at IS NULL', [appId]);
  await manager.query('UPDATE access_key SET revoked_at = now() WHERE revoked_at IS NULL AND client_id IN (SELECT client_id FROM access_client WHERE app_id = $1)', [appId]);
}

/** A client of an app, without a secret yet. Its id says for which environment it is, and nothing of the app. */
export function clientOf({ appId, ownerId, name }: PortalAppRow, environment: Environment, rights: Pick<AccessClientRow, 'plan' | 'scopes' | 'customers'>): AccessClientRow {
  return {
    clientId: `${environment === 'sandbox' ? 'sbx' : 'live'}-${randomBytes(8).toString('hex')}`,
    name,
    kind: 'partner',
    ownerId,
    appId,
    environment,
    ...rights,
    secretHash: null,
    secretCreatedAt: null,
    previousSecretHash: null,
    previousSecretUntil: null,
    jwks: null,
    redirectUris: [],
    dpopBound: false,
    createdAt: new Date(),
    revokedAt: null,
  };
}
