import type { ConnectorPackage, ErpConnector } from '#connector-kit';
import { TrytonSettings } from './tryton.config.js';
import { createTrytonConnector } from './tryton.connector.js';
import { manifest } from './tryton.manifest.js';

/** Tryton over its JSON-RPC. */
export const connector: ConnectorPackage<ErpConnector> = { manifest, Settings: TrytonSettings, create: createTrytonConnector };
