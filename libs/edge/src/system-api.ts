import { fresh, type Answer, type CallContext, type Capabilities } from '#canonical';
import { operationsOf, type AbstractClass, type SystemDescription, type SystemHealth } from '#contracts';
import { ownsSystem, withoutDataScope } from './data-scope.js';

/** A connected system, as far as an API in front of it needs to know. */
export interface CallableSystem {
  id: string;
  manifest: { id: string; kind: 'erp' | 'crm'; product: string };
  capabilities: Capabilities;
  // oxlint-disable-next-line typescript/no-explicit-any -- operations differ by connector; the contract types them for callers
  call(ctx: CallContext, operation: any, args: any): Promise<Answer<unknown>>;
}

export interface CallableSystems {
  all(): CallableSystem[];
  of(systemId: string): CallableSystem;
}

/** Who knows how the systems do. */
interface HealthBook {
  systemHealth(): SystemHealth[];
}

type Arguments = Record<string, unknown> & { systemId: string };

/**
 * The implementation of a system API: `systems` and `capabilities` answer from the configuration, `systemHealth` by what
 * was seen of their calls, every other operation of the contract is the operation of that name of the system that the
 * arguments name. Whose rows they are was looked at above: a system is asked the same whoever asks, so that answers and
 * calls under way are shared.
 */
export function systemApiOver<T extends object>(api: AbstractClass<T>, systems: CallableSystems, health: HealthBook): T {
  const forwarded = operationsOf(api).map(({ name }) => [name, (ctx: CallContext, { systemId, ...args }: Arguments) => systems.of(systemId).call(withoutDataScope(ctx), name, args)]);
  const own = {
    systems: async ({ principal: { dataScope } }: CallContext) => fresh('strata', systems.all().filter(({ id }) => ownsSystem(dataScope, id)).map(describe)),
    systemHealth: async ({ principal: { dataScope } }: CallContext) => fresh('strata', health.systemHealth().filter(({ id }) => ownsSystem(dataScope, id))),
    capabilities: async (_: CallContext, { systemId }: Arguments) => fresh('strata', systems.of(systemId).capabilities),
  };
  return { ...Object.fromEntries(forwarded), ...own } as T;
}

function describe({ id, manifest }: CallableSystem): SystemDescription {
  return { id, kind: manifest.kind, connector: manifest.id, product: manifest.product };
}
