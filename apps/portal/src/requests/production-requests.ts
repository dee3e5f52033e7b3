import type { DataSource, EntityManager } from 'typeorm';
import { fromPublicId, StrataError, unprocessable, type FieldFault } from '#canonical';
import type { StrataConfig } from '#edge';
import { AccessClientRow, PortalAppRow, type ProductionRequestStatus } from '#store';
import { clientOf, unknownApp } from '../apps/portal-apps.js';
import type { ApprovalRequest, NewProductionRequest } from './production-request.request.js';
import type { ProductionRequestView } from './production-request.view.js';

/** Requests in a list. */
const most = 200;

export const alreadyAsked = (state: 'pending' | 'approved') => new StrataError('conflict', state === 'pending' ? 'the request is waiting for an operator' : 'the app has production credentials', { state, allowed: [] });
export const alreadyDecided = (state: string) => new StrataError('conflict', `the request is ${state}`, { state, allowed: [] });
export const notForProduction = (index: number): FieldFault => ({ pointer: `/customers/${index}`, detail: 'is not the public id of a customer of an ERP for production' });
export const unknownRequest = () => new StrataError('not-found', 'the app has not asked for production');

interface Row {
  app_id: string;
  app_name: string;
  owner_id: string;
  owner_name: string;
  email: string;
  status: ProductionRequestStatus;
  purpose: string;
  expected_calls_per_day: number | null;
  requested_at: Date;
  decided_at: Date | null;
  reason: string | null;
}

/** Asking for production, and what operators say to it. */
export class ProductionRequests {
  constructor(
    private readonly db: DataSource,
    private readonly config: StrataConfig,
  ) {}

  /** Throws `conflict` while one is pending or approved; one that was refused may be followed by another. */
  async ask({ appId }: PortalAppRow, { purpose, expectedCallsPerDay }: NewProductionRequest): Promise<void> {
    const made: unknown[] = await this.db.query(
      `INSERT INTO production_request AS known (app_id, status, purpose, expected_calls_per_day, requested_at) VALUES ($1, 'pending', $2, $3, now())
       ON CONFLICT (app_id) DO UPDATE SET status = 'pending', purpose = excluded.purpose, expected_calls_per_day = excluded.expected_calls_per_day,
         requested_at = excluded.requested_at, decided_at = NULL, decided_by = NULL, reason = NULL
       WHERE known.status = 'refused' RETURNING 1`,
      [appId, purpose, expectedCallsPerDay ?? null],
    );
    if (made.length > 0) return;
    const [known] = await this.find(this.db.manager, 'r.app_id = $1', [appId]);
    throw alreadyAsked(known?.status === 'approved' ? 'approved' : 'pending');
  }

  /** The newest first, two hundred at most. */
  async list(status: ProductionRequestStatus | undefined): Promise<ProductionRequestView[]> {
    return (await this.find(this.db.manager, '$1::text IS NULL OR r.status = $1', [status ?? null])).map(viewOf);
  }

  /**
   * The production client is there from now on, without a secret. Answers also whose app it is. Throws `not-found`, `conflict`
   * for what is decided, `invalid` for customers that are of no system for production.
   */
  async approve(operatorId: string, appId: string, { plan, scopes, customers }: ApprovalRequest): Promise<{ request: ProductionRequestView; ownerId: string }> {
    this.requireProduction(customers);
    return this.decide(appId, { status: 'approved', by: operatorId }, async (manager) => {
      const app = await manager.findOneByOrFail(PortalAppRow, { appId });
      await manager.insert(AccessClientRow, clientOf(app, 'production', { plan, scopes, customers }));
    });
  }

  async refuse(operatorId: string, appId: string, reason: string): Promise<{ request: ProductionRequestView; ownerId: string }> {
    return this.decide(appId, { status: 'refused', by: operatorId, reason }, async () => {});
  }

  private async decide(appId: string, { status, by, reason }: { status: ProductionRequestStatus; by: string; reason?: string }, also: (manager: EntityManager) => Promise<void>) {
    return this.db.transaction(async (manager) => {
      const [known] = await this.find(manager, 'r.app_id = $1', [appId], 'FOR UPDATE OF r, p');
      if (!known) throw (await manager.existsBy(PortalAppRow, { appId })) ? unknownRequest() : unknownApp();
      if (known.status !== 'pending') throw alreadyDecided(known.status);
      await manager.query('UPDATE production_request SET status = $2, decided_at = now(), decided_by = $3, reason = $4 WHERE app_id = $1', [appId, status, by, reason ?? null]);
      await also(manager);
      const [decided] = await this.find(manager, 'r.app_id = $1', [appId]);
      return { request: viewOf(decided!), ownerId: known.owner_id };
    });
  }

  private find(manager: EntityManager, where: string, values: unknown[], lock = ''): Promise<Row[]> {
    return manager.query(
      `SELECT r.*, p.name AS app_name, p.owner_id, a.name AS owner_name, a.email
       FROM production_request r JOIN portal_app p USING (app_id) JOIN portal_account a ON a.account_id = p.owner_id
       WHERE p.deleted_at IS NULL AND (${where}) ORDER BY r.requested_at DESC LIMIT ${most} ${lock}`,
      values,
    );
  }

  /** Credentials for business never name what is there for trying. */
  private requireProduction(customers: readonly string[]): void {
    const forBusiness = new Set(this.config.systems.filter(({ kind, environment }) => kind === 'erp' && environment === 'production').map(({ id }) => id));
    const faults = customers.flatMap((id, index) => (forBusiness.has(fromPublicId(id)?.systemId ?? '') ? [] : [notForProduction(index)]));
    if (faults.length > 0) throw unprocessable(faults);
  }
}

function viewOf({ app_id, app_name, owner_name, email, status, purpose, expected_calls_per_day, requested_at, decided_at, reason }: Row): ProductionRequestView {
  return {
    appId: app_id,
    appName: app_name,
    owner: { name: owner_name, email },
    purpose,
    ...(expected_calls_per_day !== null && { expectedCallsPerDay: expected_calls_per_day }),
    requestedAt: requested_at.toISOString(),
    status,
    ...(decided_at && { decidedAt: decided_at.toISOString() }),
    ...(reason !== null && { reason }),
  };
}
