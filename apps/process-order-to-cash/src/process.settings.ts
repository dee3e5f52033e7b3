import { environments } from '#canonical';
import { buildOf, ConfigurationError, defaultIdempotencyWindowMs, type StrataConfig, type SystemConfig } from '#edge';

export interface ErpSettings {
  systemId: string;
  /** How often to look at what changed in it, in ms. */
  pollEveryMs: number;
  /** Orders that go on at the same time, and in a second, while its backlog drains. */
  drain: { inFlight: number; perSecond: number };
}

/** Orders of the sandbox are told to no CRM of production, nor the other way around. */
export interface CrmSettings {
  systemId: string;
  /** ERPs of its environment. */
  erpSystemIds: string[];
}

/** What a connector lets through at once when the configuration says nothing. */
const defaultInFlight = 32;

/** What the process app takes from the configuration. */
export class ProcessSettings {
  readonly databaseUrl: string;
  readonly databaseOwnerUrl: string | undefined;
  readonly connections: number | undefined;
  readonly closeAfterMs: number;
  readonly recheckHoldsMs: number;
  readonly reconcileEveryMs: number;
  readonly masterDataEveryMs: number;
  readonly idempotencyWindowMs: number;
  readonly holdRepeatedPurchaseOrders: boolean;
  readonly paysOnReceipt: boolean;
  readonly restate;
  readonly erps: ErpSettings[];
  /** CRMs that orders are written back to: the first one of each environment that has ERPs. */
  readonly crms: CrmSettings[];

  constructor({ database, restate, orderToCash, sharePorts, systems }: StrataConfig) {
    this.databaseUrl = required(database.url, 'database.url', 'a PostgreSQL address, or DATABASE_URL for the default configuration');
    this.databaseOwnerUrl = database.ownerUrl;
    this.connections = database.connections;
    this.closeAfterMs = orderToCash.closeAfter ?? 24 * 3_600_000;
    this.recheckHoldsMs = orderToCash.recheckHoldsEvery ?? 30_000;
    this.reconcileEveryMs = orderToCash.reconcileEvery ?? 24 * 3_600_000;
    this.masterDataEveryMs = orderToCash.masterDataEvery ?? 3_600_000;
    this.holdRepeatedPurchaseOrders = orderToCash.repeatedPurchaseOrder === 'hold';
    this.paysOnReceipt = orderToCash.payInvoices === 'on-receipt';
    this.idempotencyWindowMs = orderToCash.idempotencyWindow ?? defaultIdempotencyWindowMs;
    this.restate = {
      ingress: required(restate.ingress, 'restate.ingress', 'the address of the Restate ingress'),
      admin: required(restate.admin, 'restate.admin', 'the address of the Restate admin API'),
      identityKey: restate.identityKey,
      workerPort: restate.workerPort ?? 9080,
      workerUrl: restate.workerUrl,
      sharePort: sharePorts,
      build: buildOf(),
      replaceDeployment: restate.replaceDeployment ?? restate.workerUrl === undefined,
      drainWithinMs: restate.drainWithin ?? 30_000,
    };
    this.erps = systems.filter(({ kind }) => kind === 'erp').map(erpSettings);
    this.crms = crmsOf(systems);
  }

  /** The CRM that is told of the orders of an ERP: one of its environment, or none. */
  crmOf(erpSystemId: string): string | undefined {
    return this.crms.find(({ erpSystemIds }) => erpSystemIds.includes(erpSystemId))?.systemId;
  }
}

function erpSettings({ id, pollEvery, budget }: SystemConfig): ErpSettings {
  const inFlight = budget?.inFlight ?? defaultInFlight;
  return { systemId: id, pollEveryMs: pollEvery ?? 10_000, drain: { inFlight, perSecond: budget?.perSecond ?? inFlight * 10 } };
}

function crmsOf(systems: readonly SystemConfig[]): CrmSettings[] {
  return environments.flatMap((environment) => {
    const own = systems.filter((system) => system.environment === environment);
    const crm = own.find(({ kind }) => kind === 'crm');
    const erpSystemIds = own.filter(({ kind }) => kind === 'erp').map(({ id }) => id);
    return crm && erpSystemIds.length > 0 ? [{ systemId: crm.id, erpSystemIds }] : [];
  });
}

function required<T>(value: T | undefined, name: string, expected: string): T {
  if (value === undefined) throw new ConfigurationError(`${name} is missing: expected ${expected}`);
  return value;
}
