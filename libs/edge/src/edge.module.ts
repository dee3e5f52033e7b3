import { Global, Module, type DynamicModule } from '@nestjs/common';
import { Authenticator } from './auth/authenticator.js';
import { Identity } from './auth/identity.js';
import { LastingAnswers } from './auth/lasting-answers.js';
import type { StrataConfig } from './config/strata-config.js';
import { Draining } from './draining.js';
import { HealthController, Readiness } from './health.js';
import { Invoker, InvokerSettings } from './invoker.js';
import { Limits } from './limits/limits.js';
import { Metrics, MetricsController } from './metrics.js';
import { SystemMetrics } from './system-metrics.js';
import { ClientUsage } from './usage/client-usage.js';

const parts = [Invoker, InvokerSettings, Metrics, SystemMetrics, Readiness, Draining, LastingAnswers];

/** Invoker, readiness, draining, metrics, who may come in and how often, once per process. As it stands, without `register`, it does not start: nobody said who may come in. */
@Global()
@Module({ controllers: [HealthController, MetricsController], providers: parts, exports: [...parts, Authenticator, Limits, ClientUsage] })
export class EdgeModule {
  /** Throws a ConfigurationError when nobody could come in. */
  static register(config: StrataConfig): DynamicModule {
    return {
      module: EdgeModule,
      providers: [
        { provide: Limits, useFactory: () => Limits.of(config) },
        { provide: ClientUsage, useFactory: () => ClientUsage.of(config) },
        { provide: Identity, useFactory: () => new Identity(config) },
        { provide: Authenticator, useFactory: ({ authenticator }: Identity) => authenticator, inject: [Identity] },
      ],
    };
  }
}
