import 'reflect-metadata';
import { setMaxListeners } from 'node:events';
import type { AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Faults } from './control/fault.rules.js';
import { SandboxReset } from './control/sandbox.reset.js';
import { downWhenSwitched, systemFate } from './control/system.fate.js';
import { crmRouter } from './crm/index.js';
import { ErpClock } from './erp/erp.clock.js';
import { Erp } from './erp/erp.js';
import { erpServices } from './erp/service/erp.services.js';
import { Ledger } from './ledger/ledger.js';
import { odataRouter } from './odata/router.js';
import { SandboxModule, type SandboxParts } from './sandbox.module.js';
import { sandboxSettings, type SandboxSettings } from './sandbox.settings.js';

export interface RunningSandbox {
  /** Base of everything it serves, without a slash at the end. */
  url: string;
  close(): Promise<void>;
}

/** Where SAP has its OData services. */
const ODATA_BASE = '/sap/opu/odata/sap';
/** Where Salesforce has its records; fault switches name operations below it. */
const CRM_BASE = '/services/data/v60.0';
/** Longer than clients keep idle connections, so that none of them writes into a connection that is being closed. */
const KEEP_ALIVE_MS = 65_000;

/**
 * Opens the books, serves them, and starts the ERP's own jobs. What is not said is as with an empty environment.
 * Rejects when the port is taken.
 */
export async function startSandbox(wanted: Partial<SandboxSettings>): Promise<RunningSandbox> {
  const settings = { ...sandboxSettings({}), ...wanted };
  const ledger = new Ledger(settings.home);
  const erp = new Erp(ledger, settings);
  const parts: SandboxParts = { erp, faults: new Faults(ledger), reset: new SandboxReset(erp) };
  const clock = new ErpClock(parts.erp, parts.faults);
  const closing = new AbortController();
  // Every request that waits listens.
  setMaxListeners(0, closing.signal);
  const app = await createApp(parts, settings, closing.signal);
  try {
    await app.listen(settings.port, settings.host);
  } catch (error) {
    await app.close();
    ledger.close();
    throw error;
  }
  clock.start();
  const server = app.getHttpServer();
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${port}`,
    close: async () => {
      clock.stop();
      closing.abort();
      await app.close();
      ledger.close();
    },
  };
}

async function createApp(parts: SandboxParts, settings: SandboxSettings, closing: AbortSignal): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(SandboxModule.with(parts), {
    logger: ['error', 'warn', 'fatal'],
    forceCloseConnections: true,
    abortOnError: false,
  });
  app.disable('x-powered-by');
  app.disable('etag');
  const { erp, faults } = parts;
  app.use(ODATA_BASE, downWhenSwitched(faults, 'erp'));
  app.use(ODATA_BASE, odataRouter(erpServices(erp), { users: { [settings.erpUser]: settings.erpPassword }, before: systemFate(faults, 'erp', closing) }));
  app.use(CRM_BASE, downWhenSwitched(faults, 'crm'));
  app.use('/services', downWhenSwitched(faults, 'crm'));
  const { crmClientId: clientId, crmClientSecret: clientSecret } = settings;
  app.use(crmRouter(erp.ledger.database, { clientId, clientSecret, before: systemFate(faults, 'crm', closing) }));
  return app;
}
