import type { SalesforceSettings } from '../salesforce.config.js';

export function accountFields({ erpCustomerField, accountFields: added }: SalesforceSettings): string[] {
  return [...new Set(['Id', 'Name', 'Phone', 'Owner.Name', erpCustomerField, ...added])];
}
