import { describe, expect, it } from 'vitest';
import type { CrmConnector } from '../crm-connector.js';
import { crmFaultCases } from './crm-faults.cases.js';
import type { CrmContractHarness } from './crm.harness.js';
import { recordCases } from './crm-records.cases.js';
import { CrmSuite } from './crm.suite.js';

const operations: Record<Exclude<keyof CrmConnector, 'close'>, true> = {
  findAccounts: true,
  readAccountOverview: true,
  findContacts: true,
  readOpportunity: true,
  upsertOrderStatus: true,
  findOrderStatus: true,
  listOrderStatuses: true,
  changes: true,
};

/** What every CRM connector promises; used as `erpConnectorContract` is. */
export function crmConnectorContract(name: string, start: () => Promise<CrmContractHarness>): void {
  describe(`${name} as a CRM connector`, () => {
    const suite = new CrmSuite(start);

    it('names every operation in its manifest and nothing else', () => {
      expect(Object.keys(suite.harness.manifest.operations).toSorted()).toEqual(Object.keys(operations).toSorted());
    });
    recordCases(suite);
    crmFaultCases(suite);
  });
}
