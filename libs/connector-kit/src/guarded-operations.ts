import type { Capabilities } from '#canonical';
import type { GuardedOperation } from '#resilience';
import { isKept, OperationSettings, readSettings } from './operation-settings.js';
import { concernsOf } from './record-ref.js';
import { checkSettings, SettingFaults } from './setting-faults.js';

/**
 * The operations of a manifest as their policies see them.
 * @param settings `resilience:` of the system, by operation or `all`; throws SettingFaults
 * @param byRequest whether each request of a read is a call of its own
 */
export function guardedOperations(capabilities: Capabilities, settings: Record<string, object>, { byRequest = false } = {}): GuardedOperation[] {
  const checked = checkResilience(capabilities, settings);
  return Object.entries(capabilities).map(([name, { safe, timeoutMs = 15_000 }]) => ({
    name,
    safe,
    timeoutMs,
    ...(safe && { byRequest, ...readSettings(name, checked['all'], checked[name]), keyOf, concerns: (args: object, value?: unknown) => concernsOf(name, args, value) }),
  }));
}

function checkResilience(capabilities: Capabilities, settings: Record<string, object>): Record<string, OperationSettings> {
  const reads = Object.keys(capabilities).filter((name) => capabilities[name]!.safe);
  return Object.fromEntries(
    Object.entries(settings).map(([name, plain]) => {
      const path = ['resilience', name];
      if (name !== 'all' && !reads.includes(name)) throw new SettingFaults([{ path, message: `is no read of this system; there are all, ${reads.join(', ')}` }]);
      if (plain === null || typeof plain !== 'object' || Array.isArray(plain)) throw new SettingFaults([{ path, message: 'must be a map such as {cache: 1000}' }]);
      const checked = withoutUnset(checkSettings(OperationSettings, plain, path));
      if (name !== 'all' && !isKept(name)) refuseKeeping(checked, path);
      return [name, checked];
    }),
  );
}

function refuseKeeping(settings: OperationSettings, path: string[]): void {
  const keeping = (['cache', 'staleWhileRevalidate', 'staleIfError'] as const).filter((setting) => settings[setting] !== undefined);
  if (keeping.length > 0) throw new SettingFaults(keeping.map((setting) => ({ path: [...path, setting], message: 'is not for this read: its answers are never given again' })));
}

/** A class instance has its fields whether they were written or not. */
function withoutUnset(settings: OperationSettings): OperationSettings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

/** Most reads ask by one text, and that is its own key: JSON costs as much as the rest of a hit. */
function keyOf(args: object): string {
  let only: unknown;
  let count = 0;
  for (const name in args) {
    only = (args as Record<string, unknown>)[name];
    count += 1;
  }
  return count === 1 && typeof only === 'string' ? only : JSON.stringify(args);
}
