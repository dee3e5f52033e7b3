import { newTraceparent, type CallContext, type Environment } from '#canonical';
import type { CrmApi, ErpApi, HealthState, SystemHealth } from '#contracts';
import type { StatusView, SystemStatus } from './status.view.js';

/** A system as the configuration has it. */
export interface KnownSystem {
  id: string;
  kind: 'erp' | 'crm';
  environment: Environment;
}

export interface StatusSources {
  systems: readonly KnownSystem[];
  /** Those that there is somebody to ask about; of the systems of the others nothing is told. */
  erp?: Pick<ErpApi, 'systemHealth'>;
  crm?: Pick<CrmApi, 'systemHealth'>;
  /** Ids of systems of which something is paused by hand. */
  pausedSystems(): Promise<ReadonlySet<string>>;
  /** Whether each API answers, by its id. */
  apis: Readonly<Record<string, () => Promise<boolean>>>;
}

/** ms for which everybody is told the same. */
const keptMs = 3_000;
/** ms; an API that takes longer to say how it does is away. */
const patienceMs = 2_000;

const details: Readonly<Record<Exclude<HealthState, 'operational'> | 'paused' | 'away', string>> = {
  degraded: 'some of what is asked of it is not answered',
  down: 'it does not answer: what was read before is shown with its time, and orders wait and go on by themselves',
  paused: 'work with it is paused: orders wait and go on by themselves',
  away: 'the API in front of it does not answer',
};

/**
 * How the platform does, by what the system APIs saw of their own calls. It is found out once for all who ask within three
 * seconds, and no system is asked for it.
 */
export class PlatformStatus {
  private kept: { view: StatusView; until: number } | undefined;
  private finding: Promise<StatusView> | undefined;

  constructor(
    private readonly sources: StatusSources,
    private readonly now: () => number = Date.now,
  ) {}

  async read(): Promise<StatusView> {
    if (this.kept && this.now() < this.kept.until) return this.kept.view;
    this.finding ??= this.find().finally(() => (this.finding = undefined));
    return this.finding;
  }

  private async find(): Promise<StatusView> {
    const { apis: known, pausedSystems } = this.sources;
    const [erps, crms, paused, apis] = await Promise.all([
      this.ofKind('erp'),
      this.ofKind('crm'),
      // Without the table nobody knows of pauses, and all else is still worth telling.
      pausedSystems().catch(() => new Set<string>()),
      Promise.all(Object.entries(known).map(async ([id, answers]) => ({ id, state: (await answers()) ? ('operational' as const) : ('down' as const) }))),
    ]);
    const systems = [...erps, ...crms].map((system) => (paused.has(system.id) && system.state === 'operational' ? { ...system, state: 'degraded' as const, detail: details.paused } : system));
    const view = { asOf: new Date(this.now()).toISOString(), state: overall([systems, apis]), systems, apis };
    this.kept = { view, until: this.now() + keptMs };
    return view;
  }

  private async ofKind(kind: 'erp' | 'crm'): Promise<SystemStatus[]> {
    const api = this.sources[kind];
    if (!api) return [];
    const own = this.sources.systems.filter((system) => system.kind === kind).map(({ id, environment }) => ({ id, kind, environment }));
    try {
      const told = new Map((await api.systemHealth(callContext(this.now()), {})).value.map((each) => [each.id, each]));
      return own.map((system) => ({ ...system, ...statusOf(told.get(system.id)) }));
    } catch {
      // Whatever keeps it from answering keeps callers from the systems behind it.
      return own.map((system) => ({ ...system, state: 'down', detail: details.away }));
    }
  }
}

function statusOf(health: SystemHealth | undefined): Pick<SystemStatus, 'state' | 'since' | 'detail'> {
  if (!health) return { state: 'down', detail: details.away };
  const { state, since } = health;
  return state === 'operational' ? { state } : { state, ...(since !== undefined && { since }), detail: details[state] };
}

/** Down when all systems are, or all APIs; degraded when anything is not as it should be. */
function overall(groups: readonly { state: HealthState }[][]): HealthState {
  if (groups.some((group) => group.length > 0 && group.every(({ state }) => state === 'down'))) return 'down';
  return groups.flat().every(({ state }) => state === 'operational') ? 'operational' : 'degraded';
}

/** The portal asks in its own name: whoever reads the page is nobody. */
function callContext(now: number): CallContext {
  return { principal: { id: 'portal', scopes: ['erp:read', 'crm:read'] }, traceparent: newTraceparent(), deadline: now + patienceMs, priority: 'export', origin: 'portal.readStatus' };
}
