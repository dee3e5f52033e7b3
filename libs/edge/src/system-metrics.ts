import { Injectable } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { experienceCalls } from './call-origin.js';
import { DurationTally } from './duration-tally.js';
import { Metrics } from './metrics.js';
import { Tally } from './tally.js';

/** What the policies of a system tell, as far as it is counted. */
export interface SystemEvent {
  systemId: string;
  operation: string;
  origin?: string;
  type: string;
  outcome?: string;
  durationMs?: number;
  reason?: string;
}

/** What a system is doing now. */
export interface SystemState {
  systemId: string;
  inFlight: number;
  waiting: number;
  budgetLeft?: number;
  circuits: Readonly<Record<string, string>>;
}

/** Origins are operations of our APIs; whatever else a caller names must not fill the registry. */
const originsKept = 300;
const circuitValue: Readonly<Record<string, number>> = { closed: 0, 'half-open': 0.5, open: 1 };

/** What our calls are to the systems: how many, for whom, how long, how many wait. */
@Injectable()
export class SystemMetrics {
  private readonly calls: Tally;
  private readonly cacheHits: Tally;
  private readonly staleAnswers: Tally;
  private readonly hedges: Tally;
  private readonly refusals: Tally;
  private readonly seconds: DurationTally;
  private readonly origins = new Set<string>();
  private readonly watched: (() => SystemState[])[] = [];

  constructor({ registry }: Metrics) {
    const perOperation = ['system', 'operation'] as const;
    this.calls = new Tally(registry, 'strata_system_calls_total', 'Calls made to systems, retries and hedges among them, by the call of an API that they served', [...perOperation, 'outcome', 'origin']);
    this.cacheHits = new Tally(registry, 'strata_system_cache_hits_total', 'Reads answered by what was known', perOperation);
    this.staleAnswers = new Tally(registry, 'strata_system_stale_answers_total', 'Reads answered by what was known past its lifetime, marked stale', perOperation);
    this.hedges = new Tally(registry, 'strata_system_hedges_total', 'Reads asked a second time while the first was slow', perOperation);
    this.refusals = new Tally(registry, 'strata_system_refusals_total', 'Calls that the system was spared, by reason', [...perOperation, 'reason']);
    this.seconds = new DurationTally(registry, 'strata_system_call_seconds', 'Duration of calls to systems', perOperation, [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]);
    registry.registerMetric(
      new Counter({
        name: 'strata_experience_calls_total',
        help: 'Calls of experience APIs that may ask systems',
        labelNames: ['origin'],
        registers: [],
        collect() {
          this.reset();
          for (const { origin, calls } of experienceCalls()) this.inc({ origin }, calls);
        },
      }),
    );
    this.gauge(registry, 'strata_system_in_flight', 'Calls to the system under way', ({ inFlight }) => inFlight);
    this.gauge(registry, 'strata_system_waiting', 'Calls that wait for their turn', ({ waiting }) => waiting);
    this.gauge(registry, 'strata_system_budget_left', 'Calls that could begin now by the calls per second of the budget', ({ budgetLeft }) => budgetLeft);
    this.circuitGauge(registry);
  }

  /** A listener for the policies of every system of this process. */
  readonly note = (event: SystemEvent): void => {
    const { systemId, operation } = event;
    switch (event.type) {
      case 'attempt-ended':
        this.calls.add(systemId, operation, event.outcome ?? '', this.originLabel(event.origin));
        this.seconds.observe((event.durationMs ?? 0) / 1_000, systemId, operation);
        return;
      case 'cache-hit':
        this.cacheHits.add(systemId, operation);
        return;
      case 'stale-answered':
        this.staleAnswers.add(systemId, operation);
        return;
      case 'hedged':
        this.hedges.add(systemId, operation);
        return;
      case 'refused':
        this.refusals.add(systemId, operation, event.reason);
        return;
      default:
    }
  };

  /** Gauges show these from now on. */
  watch(states: () => SystemState[]): void {
    this.watched.push(states);
  }

  private originLabel(origin = 'none'): string {
    if (this.origins.has(origin)) return origin;
    if (this.origins.size >= originsKept) return 'other';
    this.origins.add(origin);
    return origin;
  }

  private states(): SystemState[] {
    return this.watched.flatMap((states) => states());
  }

  private gauge(registry: Metrics['registry'], name: string, help: string, valueOf: (state: SystemState) => number | undefined): void {
    const states = (): SystemState[] => this.states();
    const gauge = new Gauge({
      name,
      help,
      labelNames: ['system'],
      registers: [],
      collect() {
        this.reset();
        for (const state of states()) {
          const value = valueOf(state);
          if (value !== undefined) this.set({ system: state.systemId }, value);
        }
      },
    });
    registry.registerMetric(gauge);
  }

  private circuitGauge(registry: Metrics['registry']): void {
    const states = (): SystemState[] => this.states();
    const gauge = new Gauge({
      name: 'strata_system_circuit_open',
      help: '1 while the operation of the system is left alone, 0.5 while one call tries it, 0 otherwise',
      labelNames: ['system', 'operation'],
      registers: [],
      collect() {
        this.reset();
        for (const { systemId, circuits } of states()) for (const [operation, state] of Object.entries(circuits)) this.set({ system: systemId, operation }, circuitValue[state] ?? 0);
      },
    });
    registry.registerMetric(gauge);
  }
}
