import type { DataSource } from 'typeorm';
import { In } from 'typeorm';
import { fromPublicId, type Environment } from '#canonical';
import { prefixOf } from '#edge';
import { AccessClientRow, AccessKeyRow, PortalAppRow, ProductionRequestRow } from '#store';
import type { AppView, ClientView, CustomerView, KeyView, RequestStateView } from './app.view.js';

/** A key that ended is shown for so many days more. */
const shownAfterEndDays = 30;

/** Apps as their owners see them. */
export class AppViews {
  constructor(private readonly db: DataSource) {}

  async of(apps: readonly PortalAppRow[]): Promise<AppView[]> {
    if (apps.length === 0) return [];
    const ids = In(apps.map(({ appId }) => appId));
    const clients = await this.db.getRepository(AccessClientRow).findBy({ appId: ids });
    const [keys, requests, names] = await Promise.all([this.keysOf(clients), this.db.getRepository(ProductionRequestRow).findBy({ appId: ids }), this.namesOf(clients)]);
    const clientOf = (appId: string, environment: Environment): ClientView | undefined => {
      const row = clients.find((client) => client.appId === appId && client.environment === environment);
      return row && clientView(row, keys.filter(({ clientId }) => clientId === row.clientId), names);
    };
    return apps.map(({ appId, name, description, createdAt }) => {
      const production = clientOf(appId, 'production');
      const request = requests.find((each) => each.appId === appId);
      return {
        appId,
        name,
        ...(description !== null && { description }),
        createdAt: createdAt.toISOString(),
        sandbox: clientOf(appId, 'sandbox')!,
        ...(production && { production }),
        ...(request && { productionRequest: requestState(request) }),
      };
    });
  }

  private async keysOf(clients: readonly AccessClientRow[]): Promise<AccessKeyRow[]> {
    return this.db
      .getRepository(AccessKeyRow)
      .createQueryBuilder('key')
      .where({ clientId: In(clients.map(({ clientId }) => clientId)) })
      .andWhere(`LEAST(key.expires_at, key.revoked_at) > now() - interval '${shownAfterEndDays} days'`)
      .orderBy('key.created_at', 'DESC')
      .getMany();
  }

  /** As our last look at the systems has them. */
  private async namesOf(clients: readonly AccessClientRow[]): Promise<ReadonlyMap<string, string>> {
    const wanted = [...new Set(clients.flatMap(({ customers }) => customers ?? []))].flatMap((id) => {
      const key = fromPublicId(id);
      return key ? [{ id, ...key }] : [];
    });
    const rows: { id: string; name: string | null }[] = await this.db.query(
      `SELECT wanted.id, m.record ->> 'name' AS name FROM unnest($1::text[], $2::text[], $3::text[]) AS wanted (id, system_id, key)
       JOIN master_record m ON m.kind = 'customer' AND m.system_id = wanted.system_id AND m.record_id = wanted.key`,
      [wanted.map(({ id }) => id), wanted.map(({ systemId }) => systemId), wanted.map(({ key }) => key)],
    );
    return new Map(rows.flatMap(({ id, name }) => (name === null ? [] : [[id, name] as const])));
  }
}

export function keyView({ keyId, name, scopes, createdAt, expiresAt, lastUsedAt, revokedAt }: AccessKeyRow, environment: Environment): KeyView {
  return {
    keyId,
    prefix: prefixOf({ environment, keyId }),
    name,
    scopes,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    ...(lastUsedAt && { lastUsedAt: lastUsedAt.toISOString() }),
    ...(revokedAt && { revokedAt: revokedAt.toISOString() }),
  };
}

function clientView(client: AccessClientRow, keys: readonly AccessKeyRow[], names: ReadonlyMap<string, string>): ClientView {
  const { clientId, environment, plan, scopes, customers, secretHash, secretCreatedAt, previousSecretUntil, revokedAt } = client;
  return {
    clientId,
    environment,
    plan,
    scopes,
    customers: (customers ?? []).map((customerId): CustomerView => ({ customerId, ...(names.has(customerId) && { name: names.get(customerId)! }) })),
    hasSecret: secretHash !== null,
    ...(secretCreatedAt && { secretCreatedAt: secretCreatedAt.toISOString() }),
    ...(previousSecretUntil && previousSecretUntil.getTime() > Date.now() && { previousSecretUntil: previousSecretUntil.toISOString() }),
    keys: keys.map((key) => keyView(key, environment)),
    ...(revokedAt && { revokedAt: revokedAt.toISOString() }),
  };
}

function requestState({ status, purpose, requestedAt, decidedAt, reason }: ProductionRequestRow): RequestStateView {
  return { status, purpose, requestedAt: requestedAt.toISOString(), ...(decidedAt && { decidedAt: decidedAt.toISOString() }), ...(reason !== null && { reason }) };
}
