import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AuditModule, createHttpApp, EdgeModule, IdentityConfig, StrataConfig, type ClientConfig } from '#edge';
import { PortalModule } from './portal.module.js';

export const masterKey = randomBytes(32).toString('base64');
/** What the specs' issuer calls itself: not where it listens, as behind a proxy. */
export const issuer = 'http://strata.example.com/oidc';
export const operator = { email: 'operator@example.com', password: 'correct horse battery' };

export const secretOf = (client: string) => `${client}-secret`.padEnd(43, '.');

/** A client of the configuration, with a secret. */
export function clientConfig(client: Partial<ClientConfig> & Pick<ClientConfig, 'id'>): ClientConfig {
  return { name: client.id, kind: 'partner', secret: secretOf(client.id), scopes: ['orders:read', 'orders:write'], plan: 'partner', environment: 'sandbox', redirectUris: [], dpopBound: false, ...client };
}

export interface RunningPortal {
  /** `http://127.0.0.1:<port>/oidc`: where it listens. */
  url: string;
  app: NestFastifyApplication;
  /** `http://127.0.0.1:<port>` */
  origin: string;
  close(): Promise<void>;
}

/** The portal on a database of its own, listening on a free port. */
export async function runPortal(databaseUrl: string, clients: ClientConfig[], identity: Partial<IdentityConfig> = {}, more: Partial<StrataConfig> = {}): Promise<RunningPortal> {
  const config = portalConfig(databaseUrl, clients, identity, more);
  class PortalApp {}
  const app = await createHttpApp({ module: PortalApp, imports: [EdgeModule.register(config), AuditModule.register(config), PortalModule.register(config)] }, false);
  const origin = await listening(app);
  return { url: `${origin}/oidc`, origin, app, close: () => app.close() };
}

export function portalConfig(databaseUrl: string, clients: ClientConfig[], identity: Partial<IdentityConfig> = {}, more: Partial<StrataConfig> = {}): StrataConfig {
  return Object.assign(new StrataConfig(), {
    systems: [],
    database: { url: databaseUrl },
    identity: Object.assign(new IdentityConfig(), { masterKey, embedded: { issuer, trustedProxies: 0, operator: operator.email, operatorPassword: operator.password }, clients, ...identity }),
    ...more,
  });
}

/** Lets an app listen on a free port. Answers `http://127.0.0.1:<port>`. */
export async function listening(app: NestFastifyApplication): Promise<string> {
  const server = app.getHttpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Asks the token endpoint; fields of the form, and headers. */
export async function askToken({ url }: RunningPortal, form: Record<string, string>, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}/token`, { method: 'POST', body: new URLSearchParams(form), headers });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Record<string, string> };
}

export const basic = (id: string, secret = secretOf(id)) => ({ authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}` });
