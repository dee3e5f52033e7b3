import type { Answer, CallContext, Page, PageQuery, Reconciliation } from '#canonical';
import { Operation } from './operation.js';

/** Process API: comparing our orders with what the ERPs and the CRM say. Differences are on the work list. */
export abstract class ReconciliationApi {
  /**
   * Begins a comparison with an ERP, and with the CRM for its orders; with every ERP when none is named. Once per client
   * and idempotency key. Errors: `not-found` for an ERP that is not configured.
   */
  @Operation({ scope: 'operations:write', safe: false, data: 'whole' })
  readonly startReconciliations!: (ctx: CallContext, args: { idempotencyKey: string; systemId?: string }) => Promise<Answer<{ items: Reconciliation[] }>>;

  /** Newest first. Errors: `invalid` for a cursor that is none of ours. */
  @Operation({ scope: 'operations:read', safe: true, data: 'whole' })
  readonly listReconciliations!: (ctx: CallContext, args: PageQuery & { systemId?: string }) => Promise<Answer<Page<Reconciliation>>>;

  /** Errors: `not-found`. */
  @Operation({ scope: 'operations:read', safe: true, data: 'whole' })
  readonly readReconciliation!: (ctx: CallContext, args: { reconciliationId: string }) => Promise<Answer<Reconciliation>>;
}
