import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { downWhenSwitched, erpFate } from './control/erp.fate.js';
import { Faults } from './control/fault.rules.js';
import { ErpClock } from './erp/erp.clock.js';
import { Erp } from './erp/erp.js';
import { erpServices } from './erp/service/erp.services.js';
import { Ledger } from './ledger/ledger.js';
import { odataRouter } from './odata/router.js';
import { SandboxModule, type SandboxParts } from './sandbox.module.js';
import type { SandboxSettings } from './sandbox.settings.js';

export interface RunningSandbox {
  /** Base of everything it serves, without a slash at the end. */
  url: string;
  close(): Promise<void>;
}

/** Where SAP has its OData services. */
const ODATA_BASE = '/sap/opu/odata/sap';
/** Longer than clients keep idle connections, so that none of them writes into a connection that is being closed. */
const KEEP_ALIVE_MS = 65_000;

/** Opens the books, serves them, and starts the ERP's own jobs. Rejects when the port is taken. */
export async function startSandbox(settings: SandboxSettings): Promise<RunningSandbox> {
  const ledger = new Ledger(settings.home);
  const parts: SandboxParts = { erp: new Erp(ledger, settings), faults: new Faults(ledger) };
  const clock = new ErpClock(parts.erp, parts.faults);
  const app = await createApp(parts, settings);
  try {
    await app.listen(settings.port, settings.host);
  } catch (error) {
    await app.close();
    ledger.close();
    throw error;
  }
  clock.start();
  const server = app.getHttpServer() as Server;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${port}`,
    close: async () => {
      clock.stop();
      await app.close();
      ledger.close();
    },
  };
}

async function createApp(parts: SandboxParts, settings: SandboxSettings): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(SandboxModule.with(parts), {
    logger: ['error', 'warn', 'fatal'],
    forceCloseConnections: true,
    abortOnError: false,
  });
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(ODATA_BASE, downWhenSwitched(parts.faults));
  app.use(ODATA_BASE, odataRouter(erpServices(parts.erp), { users: { [settings.erpUser]: settings.erpPassword }, before: erpFate(parts.faults) }));
  return app;
}
