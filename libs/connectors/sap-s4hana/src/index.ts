import type { ConnectorPackage, ErpConnector } from '#connector-kit';
import { SapS4HanaSettings } from './sap-s4hana.config.js';
import { createSapConnector } from './sap-s4hana.connector.js';
import { manifest } from './sap-s4hana.manifest.js';

/** SAP S/4HANA over its public OData v2 services. */
export const connector: ConnectorPackage<ErpConnector> = { manifest, Settings: SapS4HanaSettings, create: createSapConnector };
