import type { CrmChangeResource } from '#canonical';
import type { CrmConnector } from '../crm-connector.js';
import type { RequestMatch } from '../fake/fault.js';
import type { ConnectorHarness } from './erp.harness.js';

/** What the suite needs of one CRM connector and its system. */
export interface CrmContractHarness extends ConnectorHarness<CrmConnector> {
  data: {
    /** Key in the ERP of a customer that has one account, with a contact and an open opportunity. */
    erpCustomerId: string;
    unknownErpCustomerId: string;
    /** Key in the ERP that two accounts carry; left out where the system makes that impossible. */
    ambiguousErpCustomerId?: string;
    unknownOpportunityId: string;
  };
  /** Requests that read for `readAccountOverview`. */
  readRequest: RequestMatch;
  /** The request that writes the order's status. */
  upsertRequest: RequestMatch;
  /** Changes the record in the system, past the connector. */
  touch(resource: CrmChangeResource, id: string): Promise<void>;
  /** How long, in ms, to wait for a change to show. Default 20 000. */
  eventuallyMs?: number;
}
