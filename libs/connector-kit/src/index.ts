export type { ConnectorDeps, ConnectorLog, ConnectorManifest, ConnectorPackage, SecretReference, SystemSettings } from './connector.js';
export type { CrmConnector } from './crm-connector.js';
export type { ErpConnector } from './erp-connector.js';
export { operationAbsent, transportFailure, unreadableAnswer, type CallKind } from './faults.js';
