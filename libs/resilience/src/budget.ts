import { LeasedPermits } from './budget.leases.js';
import { RateShare, unlimited } from './budget.share.js';
import type { Demand, PermitLedger, Permits } from './budget.types.js';

/** Permits of a system's rate: leased where there is a ledger, else the configured share. */
export function permitsOf(systemId: string, { callsPerSecond, replicas }: { callsPerSecond?: number; replicas: number }, ledger: PermitLedger | undefined, demand: Demand): Permits {
  if (callsPerSecond === undefined) return unlimited;
  const share = new RateShare(callsPerSecond, replicas, demand);
  return ledger ? new LeasedPermits(systemId, callsPerSecond, ledger, share, demand) : share;
}
