import { changeResources, type Capabilities, type ChangeResource } from '#canonical';
import type { MasterKind } from '#read-models';

export type ObservedResource = ChangeResource | 'clearing';

/** What a connector must have so that a feed is of use. */
const needs: Record<ObservedResource, string[]> = {
  'sales-order': ['changes', 'readSalesOrder'],
  delivery: ['changes', 'findDeliveries'],
  invoice: ['changes', 'findInvoices'],
  return: ['changes', 'findReturns'],
  clearing: ['readInvoices'],
};

/** How many looks at invoices make one at sales orders or deliveries: most of those are made by the flow itself, which knows them. */
const lessOften = 3;

export interface PlannedFeed {
  resource: ObservedResource;
  /** ms between two looks. */
  everyMs: number;
}

/** What is watched in a system that has these capabilities. */
export function feedPlan(capabilities: Capabilities, pollEveryMs: number): PlannedFeed[] {
  const has = (operation: string) => (capabilities[operation]?.mode ?? 'absent') !== 'absent';
  return [...changeResources, 'clearing' as const]
    .filter((resource) => needs[resource].every(has))
    .map((resource) => ({ resource, everyMs: resource === 'invoice' || resource === 'clearing' ? pollEveryMs : pollEveryMs * lessOften }));
}

/** Master data that can be read as a whole in a system that has these capabilities. */
export function masterDataPlan(capabilities: Capabilities): MasterKind[] {
  const finds = { customer: 'findCustomers', item: 'findItems' } as const;
  return (['customer', 'item'] as const).filter((kind) => (capabilities[finds[kind]]?.mode ?? 'absent') !== 'absent');
}
