import { Controller, Get, Header, Injectable } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { ScopeUnlessLoopback } from './auth/declared-rights.js';
import { DurationTally } from './duration-tally.js';

/** Figures of this process in the Prometheus text format. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  readonly operation = new DurationTally(this.registry, 'strata_operation_seconds', 'Duration of contract operations', ['api', 'operation', 'outcome'], [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]);

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }
}

@ApiExcludeController()
@ScopeUnlessLoopback('metrics:read')
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  read(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}
