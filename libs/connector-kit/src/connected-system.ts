import { isStrataError, StrataError, withDetails, type Answer, type CallContext, type Capabilities } from '#canonical';
import { createPolicies, type GuardedOperation, type PermitLedger, type Policies, type PoliciesState, type ResilienceEvent } from '#resilience';
import { guardedOperations } from './guarded-operations.js';
import { ReportedChanges, refsOfWrite } from './record-changes.js';
import { namesOf, type RecordRef } from './record-ref.js';
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
  /** By operation, and `all` for all reads: how answers are kept and tries are made. Checked here. */
  resilience?: Record<string, object>;
}

/** What the systems of a process are given: where replicas share budgets, and who is told what happens. */
export interface SystemGuards {
  ledger?: PermitLedger;
  onEvent?(event: ResilienceEvent): void;
}

type Operations<C> = { [K in keyof C]: C[K] extends (ctx: CallContext, args: infer A) => Promise<infer R> ? { args: A; result: R } : never };

type Method = (ctx: CallContext, args: unknown) => Promise<unknown>;

/** An operation, ready to be called: what is the same for each call is found out once. */
interface Callable {
  operation: GuardedOperation;
  // oxlint-disable-next-line typescript/no-explicit-any -- results differ by operation; `call` types them for callers
  method(ctx: CallContext, args: unknown): Promise<any>;
}

/** One configured system: its connector behind the policies of each operation. */
export class ConnectedSystem<C extends { close(): Promise<void> }> {
  readonly capabilities: Capabilities;
  private readonly callables = new Map<string, Callable>();
  private readonly reported = new ReportedChanges();
  private readonly listeners = new Set<(records: RecordRef[]) => void>();

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
    for (const operation of guardedOperations(this.capabilities, options.resilience ?? {}, { byRequest: manifest.guardsEachRequest })) {
      this.callables.set(operation.name, { operation, method: this.methodOf(operation) });
    }
  }

  /** Throws SettingFaults when the settings name an operation that there is not, or the connector refuses its options or credentials. */
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
        withAttempts: (error, attempts, operation) => (isStrataError(error) ? withDetails(error, { attempts, systemId: settings.id, operation }) : error),
        ...(onEvent && { onEvent }),
      },
      ledger,
    );
    return new ConnectedSystem(settings.id, manifest, create({ ...settings, options: { ...checked } }, deps), policies, options);
  }

  /** Calls one operation. The answer says source, time and attempts; so does a StrataError. */
  call<K extends keyof Operations<C> & string>(ctx: CallContext, name: K, args: Operations<C>[K]['args']): Promise<Answer<Operations<C>[K]['result']>> {
    const callable = this.callables.get(name);
    if (!callable) return Promise.reject(new Error(`the manifest of ${this.manifest.id} lacks ${name}`));
    return this.policies.run(ctx, callable.operation, args, callable.method);
  }

  /** A record changed: no answer that concerns it, and whose call began before now, is given as fresh again. */
  forget(record: RecordRef): void {
    this.policies.forget(namesOf(record));
  }

  /**
   * Tells of records that this process knows to have changed, by a write of its own or by an answer of `changes`; its own
   * known answers are forgotten by then. What {@link forget} was told is not told on.
   * @returns ends it
   */
  onChanged(listener: (records: RecordRef[]) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** What it is doing now, for metrics. */
  state(): PoliciesState {
    return this.policies.state();
  }

  close(): Promise<void> {
    return this.connector.close();
  }

  private methodOf({ name, safe }: GuardedOperation): Method {
    const method: Method = (ctx, args) => (this.connector[name as keyof C] as Method).call(this.connector, ctx, args);
    if (name === 'changes') return async (ctx, args) => this.afterChanges(args, await method(ctx, args));
    return safe ? method : (ctx, args) => this.written(name, args, method(ctx, args));
  }

  private afterChanges(args: unknown, changes: unknown): unknown {
    const { resource } = args as { resource: string };
    this.changed(this.reported.refsIn(resource, (changes as { documents: object[] }).documents));
    return changes;
  }

  /** However a write ends, it may have landed. */
  private async written(operation: string, args: unknown, write: Promise<unknown>): Promise<unknown> {
    let document: unknown;
    try {
      return (document = await write);
    } finally {
      this.changed(refsOfWrite(operation, args as object, document));
    }
  }

  private changed(records: RecordRef[]): void {
    if (records.length === 0) return;
    this.policies.forget(records.flatMap(namesOf));
    for (const listener of this.listeners) listener(records);
  }
}
