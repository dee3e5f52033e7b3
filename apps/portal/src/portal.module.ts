import { Module, type DynamicModule, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { FastifyInstance } from 'fastify';
import type { DataSource } from 'typeorm';
import type { StrataConfig } from '#edge';
import { AccessDirectory, portal, StoreModule } from '#store';
import { CatalogueModule } from './catalogue/catalogue.module.js';
import { Issuer } from './oidc/issuer.js';
import { mountIssuer } from './oidc/issuer.mount.js';
import { IssuerSettings } from './oidc/issuer.settings.js';
import { KnownClients } from './oidc/known-clients.js';
import { mountPages } from './pages/pages.js';
import { Accounts } from './sign-in/accounts.js';
import { SignInAttempts } from './sign-in/attempts.js';
import { Interactions } from './sign-in/interactions.js';

/** The connections are of the portal alone: a sign-in does not wait for orders. */
const connections = 4;

/** The portal: the embedded issuer at /oidc with its sign-in, and the pages at /portal. */
@Module({})
export class PortalModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly http: HttpAdapterHost,
    private readonly settings: IssuerSettings,
    private readonly issuer: Issuer,
    private readonly interactions: Interactions,
    private readonly directory: AccessDirectory,
  ) {}

  /** The portal where the configuration says which address it has; else nothing. */
  static modules(config: StrataConfig): DynamicModule[] {
    return config.identity?.embedded.issuer === undefined ? [] : [this.register(config)];
  }

  /** Throws a ConfigurationError, with file and line, for what the issuer needs and does not have. */
  static register(config: StrataConfig): DynamicModule {
    const settings = new IssuerSettings(config);
    const db = getDataSourceToken(portal);
    return {
      module: PortalModule,
      imports: [StoreModule.portal({ ...settings.database, connections }), CatalogueModule.register(config, settings.issuer)],
      providers: [
        { provide: IssuerSettings, useValue: settings },
        { provide: AccessDirectory, useFactory: () => new AccessDirectory(settings.database.url) },
        { provide: Accounts, useFactory: (source: DataSource) => accountsOf(source, settings), inject: [db] },
        { provide: SignInAttempts, useFactory: (source: DataSource) => new SignInAttempts(source), inject: [db] },
        {
          provide: Issuer,
          useFactory: (source: DataSource, accounts: Accounts, directory: AccessDirectory) => Issuer.start({ settings, db: source, accounts, clients: new KnownClients(settings.clients, directory) }),
          inject: [db, Accounts, AccessDirectory],
        },
        {
          provide: Interactions,
          useFactory: (issuer: Issuer, accounts: Accounts, attempts: SignInAttempts) => new Interactions(issuer, accounts, attempts),
          inject: [Issuer, Accounts, SignInAttempts],
        },
      ],
    };
  }

  onModuleInit(): void {
    const { settings, issuer, interactions } = this;
    const fastify = this.http.httpAdapter.getInstance<FastifyInstance>();
    mountIssuer(fastify, { settings, issuer, interactions });
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
