import { Global, Module, type DynamicModule } from '@nestjs/common';
import { Authenticator } from './auth/authenticator.js';
import { AnonymousAuthenticator } from './auth/anonymous-authenticator.js';
import { Identity } from './auth/identity.js';
import { LastingAnswers } from './auth/lasting-answers.js';
import type { StrataConfig } from './config/strata-config.js';
import { Draining } from './draining.js';
import { HealthController, Readiness } from './health.js';
import { Invoker, InvokerSettings } from './invoker.js';
import { Metrics, MetricsController } from './metrics.js';
import { SystemMetrics } from './system-metrics.js';

const parts = [Invoker, InvokerSettings, Metrics, SystemMetrics, Readiness, Draining, LastingAnswers];

/** Invoker, readiness, draining, metrics and who may come in, once per process. As it stands, without `register`, for specs: everybody is anonymous. */
@Global()
@Module({ controllers: [HealthController, MetricsController], providers: [...parts, { provide: Authenticator, useClass: AnonymousAuthenticator }], exports: [...parts, Authenticator] })
export class EdgeModule {
  /** Throws a ConfigurationError when nobody could come in. */
  static register(config: StrataConfig): DynamicModule {
    return {
      module: EdgeModule,
      providers: [
        { provide: Identity, useFactory: () => new Identity(config) },
        { provide: Authenticator, useFactory: ({ authenticator }: Identity) => authenticator, inject: [Identity] },
      ],
    };
  }
}
