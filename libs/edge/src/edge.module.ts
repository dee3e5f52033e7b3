import { Global, Module } from '@nestjs/common';
import { HealthController, Readiness } from './health.js';
import { Invoker, InvokerSettings } from './invoker.js';
import { Metrics, MetricsController } from './metrics.js';

/** Invoker, readiness and metrics, once per process. */
@Global()
@Module({ controllers: [HealthController, MetricsController], providers: [Invoker, InvokerSettings, Metrics, Readiness], exports: [Invoker, InvokerSettings, Metrics, Readiness] })
export class EdgeModule {}
