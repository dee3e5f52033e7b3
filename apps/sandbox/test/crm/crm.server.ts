import express from 'express';
import { Connection } from 'jsforce';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { crmLedger, crmRouter, type CrmLedger, type CrmOptions } from '../../src/crm/index.js';

export const client = { clientId: 'strata', clientSecret: 'sandbox-secret' };

export interface CrmServer {
  url: string;
  ledger: CrmLedger;
  database: DatabaseSync;
  /** A signed-in client that nobody here wrote. */
  connect(): Promise<Connection>;
  close(): Promise<void>;
}

/** A CRM of its own in memory, on a free port. */
export async function startCrm(options: Partial<CrmOptions> = {}, database = new DatabaseSync(':memory:')): Promise<CrmServer> {
  const app = express();
  app.use(crmRouter(database, { ...client, ...options }));
  const server = await new Promise<Server>((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const connect = async (): Promise<Connection> => {
    const connection = new Connection({ oauth2: { ...client, loginUrl: url }, version: '60.0', maxRequest: 20 });
    await connection.authorize({ grant_type: 'client_credentials' });
    return connection;
  };
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url, ledger: crmLedger(database, options.now), database, connect, close };
}
