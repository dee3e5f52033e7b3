import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { SystemHealth } from '#contracts';
import { ChangeNotices, PermitLedger } from '#store';
import type { StrataConfig } from './config/strata-config.js';
import { ObservedHealth } from './observed-health.js';
import type { SystemMetrics, SystemState } from './system-metrics.js';

interface RecordRef {
  // oxlint-disable-next-line typescript/no-explicit-any -- the system types its own records
  type: any;
  id: string;
}

/** A connected system, as far as its guard needs to know. */
export interface GuardedSystem {
  id: string;
  manifest: { kind: 'erp' | 'crm' };
  state(): SystemState;
  /** What changed in another process is not known here any more. */
  forget(record: RecordRef): void;
  /** Tells what changed by this process. */
  onChanged(listener: (records: RecordRef[]) => void): unknown;
}

/**
 * What the systems of a process share with other processes, by the database where one is configured: budgets, and which
 * records changed. And who counts their calls, and tells how they do.
 */
export class SystemGuard implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly ledger?: PermitLedger;
  readonly onEvent: SystemMetrics['note'];
  private readonly notices?: ChangeNotices;
  private readonly systems = new Map<string, GuardedSystem>();
  private readonly health: ReadonlyMap<string, ObservedHealth>;

  constructor(
    private readonly config: StrataConfig,
    private readonly metrics: SystemMetrics,
  ) {
    const { database: { url }, systems } = config;
    this.health = new Map(systems.map(({ id }) => [id, new ObservedHealth()]));
    this.onEvent = (event) => {
      metrics.note(event);
      this.health.get(event.systemId)?.note(event);
    };
    if (url === undefined) return;
    if (systems.some(({ budget }) => budget?.callsPerSecond !== undefined)) this.ledger = new PermitLedger(url);
    this.notices = new ChangeNotices(url, (records) => {
      for (const { systemId, type, id } of records) this.systems.get(systemId)?.forget({ type, id });
    });
  }

  /** From now on they are counted, and hear of each other's changes. */
  watch(systems: readonly GuardedSystem[]): void {
    for (const system of systems) {
      this.systems.set(system.id, system);
      system.onChanged((records) => this.notices?.tell(records.map(({ type, id }) => ({ systemId: system.id, type: String(type), id }))));
    }
    this.metrics.watch(() => systems.map((system) => system.state()));
  }

  /** How the systems that it watches do, by the calls of this process. */
  systemHealth(): SystemHealth[] {
    return [...this.systems.values()].map((system) => {
      const openCircuits = Object.entries(system.state().circuits).flatMap(([operation, state]) => (state === 'closed' ? [] : [operation]));
      const { environment = 'production' } = this.config.systems.find(({ id }) => id === system.id) ?? {};
      return { id: system.id, kind: system.manifest.kind, environment, openCircuits, ...this.health.get(system.id)!.state(openCircuits) };
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.notices?.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.notices?.stop(), this.ledger?.close()]);
  }
}
