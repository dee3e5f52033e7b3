export type { ConnectorDeps, ConnectorLog, ConnectorManifest, ConnectorPackage, SecretReference, SystemSettings } from './connector.js';
export { ChangeFeed, type ChangedRow, type ChangeSource } from './changes/change.feed.js';
export type { ChangeCursor } from './changes/change.cursor.js';
export { ConnectedSystem, type SystemOptions } from './connected-system.js';
export { ConnectedSystems, type SystemEntry } from './connected-systems.js';
export { checkSettings, SettingFaults, type SettingFault } from './setting-faults.js';
export type { CrmConnector } from './crm-connector.js';
export type { ErpConnector } from './erp-connector.js';
export { operationAbsent, transportFailure, unreadableAnswer, type CallKind } from './faults.js';
