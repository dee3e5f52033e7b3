import type { CallsLeased, CallsWanted } from '#store';

/** Where replicas lease what clients may still call. Implemented on PostgreSQL in `libs/store`. */
export interface Ledger {
  lease(wanted: CallsWanted): Promise<CallsLeased>;
  giveBack(clientId: string, day: string, calls: number): Promise<void>;
}

export type PolicyName = 'burst' | 'day';

/** Why a call is not made: a limit is spent for so many ms, or nobody can say what is left. */
export type Refused = { policy: PolicyName; retryAfterMs: number } | 'away';

/** What is left of a limit, as far as this replica knows. */
export interface Left {
  policy: PolicyName;
  left: number;
  /** ms until there is more; left out when it is whole. */
  moreInMs?: number;
}
