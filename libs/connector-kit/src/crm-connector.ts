import type { Account, AccountOverview, CallContext, ChangedCrmRecords, Changes, Contact, CrmChange, CrmChangeResource, Opportunity, OrderStatusNote, Page, PageQuery } from '#canonical';

/** A CRM in canonical terms; failures as in ErpConnector. */
export interface CrmConnector {
  findAccounts(ctx: CallContext, args: PageQuery & { query?: string }): Promise<Page<Account>>;
  /** Account, contacts and open opportunities of an ERP customer in one query. `not-found` when unmatched, `conflict` when not unique. */
  readAccountOverview(ctx: CallContext, args: { erpCustomerId: string }): Promise<AccountOverview>;
  findContacts(ctx: CallContext, args: { accountId: string }): Promise<Contact[]>;
  readOpportunity(ctx: CallContext, args: { opportunityId: string }): Promise<Opportunity>;
  /** Upsert by our order id: repeating it changes nothing. */
  upsertOrderStatus(ctx: CallContext, args: { note: OrderStatusNote }): Promise<{ id: string; created: boolean }>;
  /** Probe: the note that the CRM holds of an order. */
  findOrderStatus(ctx: CallContext, args: { orderId: string }): Promise<OrderStatusNote | null>;
  /** Notes that changed since a day (ISO 8601 date), by our order id: for comparison. */
  listOrderStatuses(ctx: CallContext, args: PageQuery & { since: string }): Promise<Page<OrderStatusNote>>;
  changes<R extends CrmChangeResource>(ctx: CallContext, args: { resource: R; cursor?: string }): Promise<Changes<CrmChange<ChangedCrmRecords[R]>>>;
  close(): Promise<void>;
}
