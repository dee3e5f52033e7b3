/** Whose turn it is when not everybody may call: orders before screens before exports. */
export type Priority = 'order' | 'screen' | 'export';

/** 0 goes first. */
export type Rank = 0 | 1 | 2;
export const rankOf: Readonly<Record<Priority, Rank>> = { order: 0, screen: 1, export: 2 };

/**
 * How many of `limit` places or permits each rank and those behind it may hold together: a half is kept from exports and an
 * eighth from screens too, so that there is always some for who goes before them. Of few, each may have one.
 */
export function reachOf(limit: number): [number, number, number] {
  return [limit, limit - Math.floor(limit / 8), Math.max(1, Math.floor(limit / 2))];
}

/** What a call waited for in vain. */
export interface SpentBudget {
  /** Calls a second to the system, over all replicas; left out where only the calls in flight are limited. */
  callsPerSecond?: number;
  inFlight: number;
  /** Calls that could start now, by the rate alone; 0 where there is none. */
  left: number;
  /** ms until more of them may. */
  resetMs: number;
}

/** Permission to start calls at a rate. */
export interface Permits {
  /** Takes one for a call that starts now. Never waits. */
  take(rank: Rank): boolean;
  /** Somebody waits for one: the demand is told when it is worth trying again. */
  expect(): void;
  left(): number;
  resetMs(): number;
}

/** Who waits for permits. */
export interface Demand {
  /** Calls that would begin now if they had one, by rank. */
  waiting(): readonly number[];
  /** There may be some. */
  advance(): void;
}

/** Where replicas lease the permits that they share, in blocks. Implemented on PostgreSQL in `libs/store`. */
export interface PermitLedger {
  /** Rejects when it cannot be asked. */
  lease(request: LeaseRequest): Promise<LeaseGrant>;
}

export interface LeaseRequest {
  systemId: string;
  /** Who asks: an equal part is kept for each that waits. */
  holder: string;
  /** Calls that may start in any second, by rank: see {@link reachOf}. */
  reach: readonly number[];
  /** Calls that wait for a permit now, by rank. */
  waiting: readonly number[];
  /** Permits wanted, by rank: for those, and for what is likely to come. */
  wanted: readonly number[];
  /** ms from the grant for which they may be used; they count against the budget until a second after that. */
  validMs: number;
  /** ms for which a call that began counts: a second, and what may lie between a permit and its call. */
  windowMs: number;
  /** Earlier leases that will not be used any more, and how many of their permits were. */
  closed: readonly { id: string; used: number }[];
  /** Calls that were started without a lease in the last second. */
  unleased: number;
}

export interface LeaseGrant {
  /** By rank; `id` is there when `permits` is not 0. */
  leases: readonly { id?: string; permits: number }[];
  /** Permits that nobody holds. */
  left: number;
  /** ms until one of those that are held comes back. */
  nextMs: number;
}
