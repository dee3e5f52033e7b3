import { Global, Module } from '@nestjs/common';
import { Draining } from './draining.js';
import { HealthController, Readiness } from './health.js';
import { Invoker, InvokerSettings } from './invoker.js';
import { Metrics, MetricsController } from './metrics.js';
import { SystemMetrics } from './system-metrics.js';

/** Invoker, readiness, draining and metrics, once per process. */
@Global()
@Module({ controllers: [HealthController, MetricsController], providers: [Invoker, InvokerSettings, Metrics, SystemMetrics, Readiness, Draining], exports: [Invoker, InvokerSettings, Metrics, SystemMetrics, Readiness, Draining] })
export class EdgeModule {}
