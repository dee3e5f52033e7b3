import { isStrataError, StrataError, withDetails, type Answer, type CallContext, type Capabilities, type OperationCapability } from '#canonical';
import { createPolicies, type PermitLedger, type Policies, type PoliciesState, type ResilienceEvent } from '#resilience';
import { checkSettings } from './setting-faults.js';
import type { ConnectorDeps, ConnectorManifest, ConnectorPackage, SystemSettings } from './connector.js';

export interface SystemOptions {
  /** Calls in flight at most. */
  inFlight?: number;
  /** Calls that may begin in any second, over all replicas. */
  callsPerSecond?: number;
  /** Among how many processes they are divided while no ledger is there. Default 1. */
  replicas?: number;
  /** Overrides the connector's settling time, in ms. */
  settleAfterMs?: number;
}

/** What the systems of a process are given: where replicas share budgets, and who is told what happens. */
export interface SystemGuards {
  ledger?: PermitLedger;
  onEvent?(event: ResilienceEvent): void;
}

/** Reads of master data are kept so long; documents are never answered from the cache while their system is up. */
const masterDataCacheMs = 5_000;
const masterDataStaleMs = 24 * 3_600_000;
const cached = new Set(['readCustomer', 'readItems', 'priceItems', 'checkAvailability']);

type Operations<C> = { [K in keyof C]: C[K] extends (ctx: CallContext, args: infer A) => Promise<infer R> ? { args: A; result: R } : never };

/** One configured system: its connector behind the policies of each operation. */
export class ConnectedSystem<C extends { close(): Promise<void> }> {
  readonly capabilities: Capabilities;

  private constructor(
    readonly id: string,
    readonly manifest: ConnectorManifest,
    private readonly connector: C,
    private readonly policies: Policies,
    options: SystemOptions,
  ) {
    this.capabilities = Object.fromEntries(
      Object.entries(manifest.operations).map(([name, capability]) => [
        name,
        options.settleAfterMs !== undefined && capability.settleAfterMs !== undefined ? { ...capability, settleAfterMs: options.settleAfterMs } : capability,
      ]),
    );
  }

  /** Throws SettingFaults when the connector refuses its options or credentials. */
  static connect<C extends { close(): Promise<void> }>(
    { manifest, Settings, create }: ConnectorPackage<C>,
    settings: SystemSettings,
    options: SystemOptions,
    deps: ConnectorDeps,
    { ledger, onEvent }: SystemGuards = {},
  ): ConnectedSystem<C> {
    const checked = checkSettings(Settings, settings.options, ['options']);
    const policies = createPolicies(
      settings.id,
      { bulkhead: { inFlight: options.inFlight ?? 32 }, budget: { callsPerSecond: options.callsPerSecond, replicas: options.replicas ?? 1 } },
      {
        isTransient: (error) => isStrataError(error) && (error.kind === 'unavailable' || error.kind === 'unknown-outcome'),
        isOutOfTime: (error) => isStrataError(error) && error.details.reason === 'deadline',
        unavailable: (message, details) => new StrataError('unavailable', message, { systemId: settings.id, ...details }),
        unknownOutcome: (message, details) => new StrataError('unknown-outcome', message, { systemId: settings.id, ...details }),
        outcomeOf: (error) => (isStrataError(error) ? error.kind : 'failed'),
        withAttempts: (error, attempts) => (isStrataError(error) ? withDetails(error, { attempts }) : error),
        ...(onEvent && { onEvent }),
      },
      ledger,
    );
    return new ConnectedSystem(settings.id, manifest, create({ ...settings, options: { ...checked } }, deps), policies, options);
  }

  /** Calls one operation. The answer says source, time and attempts; so does a StrataError. */
  async call<K extends keyof Operations<C> & string>(ctx: CallContext, name: K, args: Operations<C>[K]['args']): Promise<Answer<Operations<C>[K]['result']>> {
    const capability = this.capability(name);
    const operation = {
      name,
      safe: capability.safe,
      timeoutMs: capability.timeoutMs ?? 15_000,
      ...(cached.has(name) && { cacheMs: masterDataCacheMs, staleMs: masterDataStaleMs }),
    };
    const method = (this.connector[name] as (ctx: CallContext, args: unknown) => Promise<Operations<C>[K]['result']>).bind(this.connector);
    const key = capability.safe ? JSON.stringify(args) : undefined;
    try {
      return await this.policies.run(ctx, operation, key, (shortened) => method(shortened, args));
    } catch (error) {
      throw isStrataError(error) ? withDetails(error, { systemId: this.id, operation: name }) : error;
    }
  }

  /** What it is doing now, for metrics. */
  state(): PoliciesState {
    return this.policies.state();
  }

  close(): Promise<void> {
    return this.connector.close();
  }

  private capability(name: string): OperationCapability {
    const capability = this.capabilities[name];
    if (!capability) throw new Error(`the manifest of ${this.manifest.id} lacks ${name}`);
    return capability;
  }
}
