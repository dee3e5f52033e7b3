import { StrataError } from '#canonical';
import type { ConnectorDeps } from '#connector-kit';
import type { SapClient } from './sap-s4hana.client.js';
import type { SapS4HanaSettings } from './sap-s4hana.config.js';

/** The configured system that the operations work on. */
export interface SapSystem {
  id: string;
  options: SapS4HanaSettings;
  client: SapClient;
  deps: ConnectorDeps;
}

export interface SalesAreaKey {
  SalesOrganization: string;
  DistributionChannel: string;
  Division: string;
}

/** `1010-10-00`: sales organisation, distribution channel, division. */
export function salesAreaId({ SalesOrganization, DistributionChannel, Division }: SalesAreaKey): string {
  return `${SalesOrganization}-${DistributionChannel}-${Division}`;
}

export function parseSalesAreaId(id: string): SalesAreaKey {
  const [, SalesOrganization, DistributionChannel, Division] = /^(\w{1,4})-(\w{1,2})-(\w{1,2})$/.exec(id) ?? [];
  if (!SalesOrganization || !DistributionChannel || !Division) {
    throw new StrataError('invalid', 'a sales area is sales organisation, distribution channel and division, such as 1010-10-00', { reason: 'sales-area-malformed' });
  }
  return { SalesOrganization, DistributionChannel, Division };
}
