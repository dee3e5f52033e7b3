import { checkSettings, SettingFaults, type ConnectorDeps, type CrmConnector, type SystemSettings } from '#connector-kit';
import { accountOperations } from './account/account.operations.js';
import { changesOperations } from './changes/changes.operations.js';
import { contactOperations } from './contact/contact.operations.js';
import { opportunityOperations } from './opportunity/opportunity.operations.js';
import { orderStatusOperations } from './order-status/order-status.operations.js';
import { SalesforceClient } from './salesforce.client.js';
import { SalesforceSettings } from './salesforce.config.js';
import type { SalesforceSystem } from './salesforce.system.js';

/** Connects one organisation. Throws SettingFaults when options or credentials are not what they must be. */
export function createSalesforceConnector(settings: SystemSettings, deps: ConnectorDeps): CrmConnector {
  const options = checkSettings(SalesforceSettings, settings.options, ['options']);
  const { clientId, clientSecret } = settings.credentials;
  if (!clientId || !clientSecret) throw new SettingFaults([{ path: ['credentials'], message: 'needs clientId and clientSecret of a connected app' }]);
  const signIn = {
    baseUrl: settings.baseUrl,
    credentials: () => ({ clientId: deps.secret(clientId), clientSecret: deps.secret(clientSecret) }),
    renewSecrets: deps.renewSecrets,
    connections: settings.maxConnections,
  };
  const client = new SalesforceClient(signIn, options.apiVersion, deps.now);
  const system: SalesforceSystem = { id: settings.id, options, client, deps };
  return {
    ...accountOperations(system),
    ...contactOperations(system),
    ...opportunityOperations(system),
    ...orderStatusOperations(system),
    ...changesOperations(system),
    close: () => client.close(),
  };
}
