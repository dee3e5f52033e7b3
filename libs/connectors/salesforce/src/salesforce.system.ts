import type { ConnectorDeps } from '#connector-kit';
import type { SalesforceClient } from './salesforce.client.js';
import type { SalesforceSettings } from './salesforce.config.js';

/** The configured system that the operations work on. */
export interface SalesforceSystem {
  id: string;
  options: SalesforceSettings;
  client: SalesforceClient;
  deps: ConnectorDeps;
}

/** The currency of a record, which only organisations with multiple currencies have. */
export function currencyFields({ currency }: SalesforceSettings): string[] {
  return currency === undefined ? ['CurrencyIsoCode'] : [];
}
