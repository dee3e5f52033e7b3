import type { ConnectorPackage, CrmConnector } from '#connector-kit';
import { SalesforceSettings } from './salesforce.config.js';
import { createSalesforceConnector } from './salesforce.connector.js';
import { manifest } from './salesforce.manifest.js';

/** Salesforce over its REST API. */
export const connector: ConnectorPackage<CrmConnector> = { manifest, Settings: SalesforceSettings, create: createSalesforceConnector };
