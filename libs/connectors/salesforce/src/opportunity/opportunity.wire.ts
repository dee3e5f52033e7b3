import type { SalesforceSettings } from '../salesforce.config.js';
import { currencyFields } from '../salesforce.system.js';

export function opportunityFields(options: SalesforceSettings): string[] {
  return ['Id', 'AccountId', 'Name', 'StageName', 'Amount', 'CloseDate', 'IsClosed', 'IsWon', ...currencyFields(options)];
}
