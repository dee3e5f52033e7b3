import type { OperationCapability } from '#canonical';
import type { ConnectorManifest, CrmConnector } from '#connector-kit';

export type SalesforceOperation = Exclude<keyof CrmConnector, 'close'>;

/** Salesforce ends a transaction after 10 minutes at the latest, so that is the longest that a lost write may still land. */
const settleAfterMs = 600_000;

const read = (timeoutMs = 15_000): OperationCapability => ({ mode: 'command', safe: true, timeoutMs });

const operations: Record<SalesforceOperation, OperationCapability> = {
  findAccounts: read(),
  readAccountOverview: read(),
  findContacts: read(),
  readOpportunity: read(),
  // The upsert repeats well, but one that lands late would put an old status over a newer one: it is probed like any write.
  upsertOrderStatus: { mode: 'command', safe: false, probe: 'findOrderStatus', settleAfterMs, timeoutMs: 30_000 },
  findOrderStatus: read(),
  listOrderStatuses: read(30_000),
  changes: read(30_000),
};

export const manifest: ConnectorManifest & { operations: typeof operations } = {
  id: 'salesforce',
  kind: 'crm',
  product: 'Salesforce',
  versions: ['REST API 60.0 and later'],
  operations,
  guardsEachRequest: true,
};
