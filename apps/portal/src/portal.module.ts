import { Module, type DynamicModule, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { FastifyInstance } from 'fastify';
import type { DataSource } from 'typeorm';
import { AuditTrail, type StrataConfig } from '#edge';
import { AccessDirectory, portal, StoreModule } from '#store';
import { CatalogueModule } from './catalogue/catalogue.module.js';
import { Issuer } from './oidc/issuer.js';
import { mountIssuer } from './oidc/issuer.mount.js';
import { IssuerSettings } from './oidc/issuer.settings.js';
import { KnownClients } from './oidc/known-clients.js';
import { mountPages } from './pages/pages.js';
import { Accounts } from './sign-in/accounts.js';
import { AddressLimits } from './limits/address-limits.js';
import { WindowCounts } from './limits/window-counts.js';
import { selfServiceControllers, selfServiceProviders } from './self-service.js';
import { refuseForeignWrites } from './session/own-pages.js';
import { SessionCookie } from './session/session-cookie.js';
import { SignInAttempts } from './sign-in/attempts.js';
import { Interactions } from './sign-in/interactions.js';
import { SignIns } from './sign-in/sign-ins.js';
import { StatusModule } from './status/status.module.js';
import { ClientFigures } from './usage/client-figures.js';
import { UsageController } from './usage/usage.controller.js';

/** The connections are of the portal alone: a sign-in does not wait for orders. */
const connections = 4;

/** The portal: the embedded issuer at /oidc with its sign-in, the pages at /portal, and at /portal/v1 what people do by themselves. */
@Module({})
export class PortalModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly http: HttpAdapterHost,
    private readonly settings: IssuerSettings,
    private readonly issuer: Issuer,
    private readonly interactions: Interactions,
    private readonly directory: AccessDirectory,
    private readonly limits: AddressLimits,
  ) {}

  /** The portal where the configuration says which address it has; else nothing. */
  static modules(config: StrataConfig, systemApis: DynamicModule[] = []): DynamicModule[] {
    return config.identity?.embedded.issuer === undefined ? [] : [this.register(config, systemApis)];
  }

  /** Throws a ConfigurationError, with file and line, for what the issuer needs and does not have. */
  static register(config: StrataConfig, systemApis: DynamicModule[] = []): DynamicModule {
    const settings = new IssuerSettings(config);
    const db = getDataSourceToken(portal);
    return {
      module: PortalModule,
      imports: [StoreModule.portal({ ...settings.database, connections }), CatalogueModule.register(config, settings.issuer), StatusModule.register(config, systemApis)],
      controllers: [...selfServiceControllers, UsageController],
      providers: [
        { provide: IssuerSettings, useValue: settings },
        { provide: AccessDirectory, useFactory: () => new AccessDirectory(settings.database.url) },
        { provide: Accounts, useFactory: (source: DataSource) => accountsOf(source, settings), inject: [db] },
        { provide: WindowCounts, useFactory: (source: DataSource) => new WindowCounts(source), inject: [db] },
        {
          provide: SignIns,
          useFactory: (accounts: Accounts, counts: WindowCounts, trail?: AuditTrail) => new SignIns(accounts, new SignInAttempts(counts), trail),
          inject: [Accounts, WindowCounts, { token: AuditTrail, optional: true }],
        },
        ...selfServiceProviders(config, settings),
        { provide: ClientFigures, useFactory: () => new ClientFigures(config, settings.database.url) },
        {
          provide: Issuer,
          useFactory: (source: DataSource, accounts: Accounts, directory: AccessDirectory) => Issuer.start({ settings, db: source, accounts, clients: new KnownClients(settings.clients, directory) }),
          inject: [db, Accounts, AccessDirectory],
        },
        {
          provide: Interactions,
          useFactory: (issuer: Issuer, accounts: Accounts, signIns: SignIns) => new Interactions(issuer, accounts, signIns),
          inject: [Issuer, Accounts, SignIns],
        },
      ],
    };
  }

  onModuleInit(): void {
    const { settings, issuer, interactions, limits } = this;
    const fastify = this.http.httpAdapter.getInstance<FastifyInstance>();
    SessionCookie.prepare(fastify);
    refuseForeignWrites(fastify, settings.issuer);
    mountIssuer(fastify, { settings, issuer, interactions, limits });
    mountPages(fastify);
  }

  async onApplicationShutdown(): Promise<void> {
    this.issuer.stop();
    await this.directory.close();
  }
}

/** The accounts, the first operator's among them. */
async function accountsOf(db: DataSource, { operator }: IssuerSettings): Promise<Accounts> {
  const accounts = new Accounts(db);
  if (operator) await accounts.ensure(operator.email, { name: 'Operator', role: 'operator', password: operator.password });
  return accounts;
}
