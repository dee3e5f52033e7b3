/** The second front door of the package: for tests alone, since it imports vitest. */
export { erpConnectorContract } from './erp-connector.contract.js';
export { crmConnectorContract } from './crm-connector.contract.js';
export type { ConnectorHarness, ErpContractHarness, ErpWrite, VendorForms } from './erp.harness.js';
export type { CrmContractHarness } from './crm.harness.js';
export { FaultProxy, type InjectedFault } from '../fake/fault-proxy.js';
export { inJson, type CannedAnswer, type Fault, type RequestMatch, type SeenRequest } from '../fake/fault.js';
export { startServerProcess, type ServerProcess } from '../fake/server-process.js';
export { startFakeServer, type FakeServer } from '../fake/fake-server.js';
export { callWithin, eventually, expectFailure } from './contract-call.js';
