import { StrataError } from '#canonical';
import { ConnectedSystem, type SystemGuards, type SystemOptions } from './connected-system.js';
import type { ConnectorDeps, ConnectorPackage, SystemSettings } from './connector.js';
import { SettingFaults } from './setting-faults.js';

/** An entry of `systems:` in the configuration, as far as it matters here. */
export interface SystemEntry extends Omit<SystemSettings, 'options' | 'maxConnections'> {
  kind: string;
  connector: string;
  budget?: Pick<SystemOptions, 'inFlight' | 'callsPerSecond' | 'replicas'>;
  settleAfter?: number;
  resilience?: Record<string, object>;
  options?: Record<string, unknown>;
}

interface Closable {
  close(): Promise<void>;
}

/** The configured systems of one kind, connected. */
export class ConnectedSystems<C extends Closable> {
  private readonly byId = new Map<string, ConnectedSystem<C>>();

  /** Throws SettingFaults with paths such as `systems.0.options.plant`. */
  constructor(kind: string, entries: readonly SystemEntry[], packages: Readonly<Record<string, ConnectorPackage<C>>>, deps: ConnectorDeps, guards: SystemGuards = {}) {
    entries.forEach((entry, index) => {
      if (entry.kind === kind) this.byId.set(entry.id, connect(entry, ['systems', index], packages, deps, guards));
    });
  }

  all(): ConnectedSystem<C>[] {
    return [...this.byId.values()];
  }

  /** Throws `not-found` for a system that is not configured. */
  of(systemId: string): ConnectedSystem<C> {
    const system = this.byId.get(systemId);
    if (!system) throw new StrataError('not-found', `no system is called ${systemId}`);
    return system;
  }

  async close(): Promise<void> {
    await Promise.all(this.all().map((system) => system.close()));
  }
}

function connect<C extends Closable>(entry: SystemEntry, path: (string | number)[], packages: Readonly<Record<string, ConnectorPackage<C>>>, deps: ConnectorDeps, guards: SystemGuards): ConnectedSystem<C> {
  const { connector, budget, settleAfter, resilience, options = {}, ...settings } = entry;
  const found = packages[connector];
  if (!found) {
    const message = `no ${entry.kind} connector is called ${connector}; there are ${Object.keys(packages).join(', ')}`;
    throw new SettingFaults([{ path: [...path, 'connector'], message }]);
  }
  const limits: SystemOptions = { ...budget, settleAfterMs: settleAfter, resilience };
  try {
    return ConnectedSystem.connect(found, { ...settings, options, maxConnections: budget?.inFlight }, limits, deps, guards);
  } catch (error) {
    throw error instanceof SettingFaults ? error.under(path) : error;
  }
}
