import { describe } from 'vitest';
import { afterSalesCases } from './erp-after-sales.cases.js';
import { cashCases } from './erp-cash.cases.js';
import { faultCases } from './erp-faults.cases.js';
import type { ErpContractHarness } from './erp.harness.js';
import { lostAnswerCases } from './erp-lost-answers.cases.js';
import { manifestCases } from './erp-manifest.cases.js';
import { masterDataCases } from './erp-master-data.cases.js';
import { orderDeskCases } from './erp-order-desk.cases.js';
import { orderCases } from './erp-orders.cases.js';
import { othersCases } from './erp-others.cases.js';
import { quoteCases } from './erp-quotes.cases.js';
import { ErpSuite } from './erp.suite.js';

/**
 * What every ERP connector promises. Call it at the top of a spec.
 * @param name product and what stands for it: `sap-s4hana on the sandbox`
 * @param start connects the harness; it is closed after the last case
 */
export function erpConnectorContract(name: string, start: () => Promise<ErpContractHarness>): void {
  describe(`${name} as an ERP connector`, () => {
    const suite = new ErpSuite(start);
    manifestCases(suite);
    masterDataCases(suite);
    orderCases(suite);
    orderDeskCases(suite);
    cashCases(suite);
    afterSalesCases(suite);
    othersCases(suite);
    quoteCases(suite);
    faultCases(suite);
    lostAnswerCases(suite);
  });
}
