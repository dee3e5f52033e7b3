import type { Provider, Type } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { AuditTrail, SessionAuthenticator, type StrataConfig } from '#edge';
import { portal } from '#store';
import { AccountsController } from './accounts/accounts.controller.js';
import { AppCredentials } from './apps/app-credentials.js';
import { AppViews } from './apps/app-views.js';
import { AppsController } from './apps/apps.controller.js';
import { CredentialsController } from './apps/credentials.controller.js';
import { PortalApps } from './apps/portal-apps.js';
import { SandboxCustomers } from './apps/sandbox-customers.js';
import { AddressLimits } from './limits/address-limits.js';
import { CallerAddress } from './limits/caller-address.js';
import { WindowCounts } from './limits/window-counts.js';
import type { IssuerSettings } from './oidc/issuer.settings.js';
import { ProductionRequests } from './requests/production-requests.js';
import { ProductionRequestsController } from './requests/production-requests.controller.js';
import { BrowserSessions } from './session/browser-sessions.js';
import { PortalSessions } from './session/portal-sessions.js';
import { SessionCookie } from './session/session-cookie.js';
import { SessionController } from './session/session.controller.js';

/** What people do by themselves: sign up, sign in, register apps, make and revoke credentials, ask for production. */
export const selfServiceControllers: Type[] = [AccountsController, SessionController, AppsController, CredentialsController, ProductionRequestsController];

/** Throws a ConfigurationError for customers to deal out that are of no sandbox. */
export function selfServiceProviders(config: StrataConfig, { issuer, trustedProxies }: IssuerSettings): Provider[] {
  const db = getDataSourceToken(portal);
  const customers = new SandboxCustomers(config);
  const trail = { token: AuditTrail, optional: true };
  return [
    { provide: CallerAddress, useValue: new CallerAddress(trustedProxies) },
    { provide: SessionCookie, useValue: new SessionCookie(issuer.startsWith('https:')) },
    { provide: AddressLimits, useFactory: (counts: WindowCounts) => new AddressLimits(counts), inject: [WindowCounts] },
    { provide: PortalSessions, useFactory: (source: DataSource) => new PortalSessions(source), inject: [db] },
    {
      provide: BrowserSessions,
      useFactory: (sessions: PortalSessions, cookie: SessionCookie, address: CallerAddress, told?: AuditTrail) => new BrowserSessions(sessions, cookie, address, told),
      inject: [PortalSessions, SessionCookie, CallerAddress, trail],
    },
    { provide: SessionAuthenticator, useExisting: BrowserSessions },
    { provide: PortalApps, useFactory: (source: DataSource) => new PortalApps(source, customers), inject: [db] },
    { provide: AppViews, useFactory: (source: DataSource) => new AppViews(source), inject: [db] },
    { provide: AppCredentials, useFactory: (source: DataSource) => new AppCredentials(source), inject: [db] },
    { provide: ProductionRequests, useFactory: (source: DataSource) => new ProductionRequests(source, config), inject: [db] },
  ];
}
