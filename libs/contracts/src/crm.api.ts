import type {
  Account,
  AccountOverview,
  Answer,
  CallContext,
  Capabilities,
  ChangedCrmRecords,
  Changes,
  Contact,
  CrmChange,
  CrmChangeResource,
  Opportunity,
  OrderStatusNote,
  Page,
  PageQuery,
} from '#canonical';
import type { OfSystem } from './erp.api.js';
import { Operation } from './operation.js';
import type { SystemDescription } from './system-description.js';
import type { SystemHealth } from './system-health.js';

const read = { scope: 'crm:read', safe: true } as const;

/** System API of every configured CRM. */
export abstract class CrmApi {
  @Operation({ ...read, data: 'public' })
  readonly systems!: (ctx: CallContext, args: Record<string, never>) => Promise<Answer<SystemDescription[]>>;
  /** By the calls that were made lately; no system is asked. */
  @Operation({ ...read, data: 'public' })
  readonly systemHealth!: (ctx: CallContext, args: Record<string, never>) => Promise<Answer<SystemHealth[]>>;
  @Operation({ ...read, data: 'public' })
  readonly capabilities!: (ctx: CallContext, args: OfSystem) => Promise<Answer<Capabilities>>;
  @Operation({ ...read, data: 'whole' })
  readonly findAccounts!: (ctx: CallContext, args: OfSystem & PageQuery & { query?: string }) => Promise<Answer<Page<Account>>>;
  /** One query: account, contacts and open opportunities of an ERP customer. */
  @Operation({ ...read, data: 'customer' })
  readonly readAccountOverview!: (ctx: CallContext, args: OfSystem & { erpCustomerId: string }) => Promise<Answer<AccountOverview>>;
  @Operation({ ...read, data: 'whole' })
  readonly findContacts!: (ctx: CallContext, args: OfSystem & { accountId: string }) => Promise<Answer<Contact[]>>;
  @Operation({ ...read, data: 'whole' })
  readonly readOpportunity!: (ctx: CallContext, args: OfSystem & { opportunityId: string }) => Promise<Answer<Opportunity>>;
  /** An upsert by our order id: repeating it changes nothing, so it may be retried. */
  @Operation({ scope: 'crm:write', safe: false, timeoutMs: 30_000, data: 'whole' })
  readonly upsertOrderStatus!: (ctx: CallContext, args: OfSystem & { note: OrderStatusNote }) => Promise<Answer<{ id: string; created: boolean }>>;
  @Operation({ ...read, data: 'whole' })
  readonly findOrderStatus!: (ctx: CallContext, args: OfSystem & { orderId: string }) => Promise<Answer<OrderStatusNote | null>>;
  /** Notes that changed since a day, for comparison. */
  @Operation({ ...read, data: 'whole' })
  readonly listOrderStatuses!: (ctx: CallContext, args: OfSystem & PageQuery & { since: string }) => Promise<Answer<Page<OrderStatusNote>>>;
  @Operation({ ...read, data: 'whole' })
  readonly changes!: <R extends CrmChangeResource>(ctx: CallContext, args: OfSystem & { resource: R; cursor?: string }) => Promise<Answer<Changes<CrmChange<ChangedCrmRecords[R]>>>>;
}
