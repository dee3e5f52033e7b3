/** What a caller may be granted: each OAuth scope with what it lets them do. */
export const scopes = {
  'customers:read': 'Read customers, their credit and their dunning',
  'customers:write': 'Pause and resume the dunning of a customer',
  'items:read': 'Search items, with prices and availability',
  'orders:read': 'Read, list and follow orders; simulate one',
  'orders:write': 'Place, change and cancel orders; open disputes; ask for quotes',
  'orders:manage': 'Do what a clerk does: release holds, deliver, receive returns, credit, adopt orders',
  'payments:read': 'Read recorded payments and their allocation',
  'payments:write': 'Record, allocate and reverse payments',
  'operations:read': 'Read the work list, switches, reconciliations and capabilities',
  'operations:write': 'Work on exceptions, pause systems, reconcile',
  'analytics:read': 'Read the star schema: exports and the OData feed',
  'erp:read': 'Read the ERPs through the system API',
  'erp:write': 'Write to the ERPs through the system API',
  'crm:read': 'Read the CRMs through the system API',
  'crm:write': 'Write to the CRMs through the system API',
  'audit:read': 'Read the audit trail',
  'privacy:manage': 'Export and erase what is kept of a person',
  'clients:manage': 'Approve, change and revoke the apps of others',
  'metrics:read': 'Read metrics from another machine',
} as const;

export type Scope = keyof typeof scopes;

/** Those that an app of a partner may ask for. */
export const partnerScopes = ['customers:read', 'items:read', 'orders:read', 'orders:write', 'analytics:read'] as const satisfies readonly Scope[];
