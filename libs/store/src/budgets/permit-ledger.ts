import type { Pool } from 'pg';
import { ownConnections } from '../own-connections.js';

interface LeaseRequest {
  systemId: string;
  holder: string;
  reach: readonly number[];
  waiting: readonly number[];
  wanted: readonly number[];
  validMs: number;
  windowMs: number;
  closed: readonly { id: string; used: number }[];
  unleased: number;
}

interface LeaseGrant {
  leases: { id?: string; permits: number }[];
  left: number;
  nextMs: number;
}

interface GrantRow {
  lease_ids: (string | null)[];
  permits: number[];
  free: number;
  next_ms: number;
}

/** A replica does not wait longer for the database than its callers would. */
const timeoutMs = 1_000;

/**
 * Permits to call systems, leased to replicas under a row lock per system: what counts never exceeds the rate. Has
 * connections of its own, so that a busy store does not keep calls from systems waiting.
 */
export class PermitLedger {
  private readonly pool: Pool;

  constructor(databaseUrl: string) {
    this.pool = ownConnections(databaseUrl, { name: 'strata-budget', timeoutMs });
  }

  /** Rejects when the database cannot be asked, or has not got our schema yet. */
  async lease({ systemId, holder, reach, waiting, wanted, validMs, windowMs, closed, unleased }: LeaseRequest): Promise<LeaseGrant> {
    const { rows } = await this.pool.query<GrantRow>({
      name: 'strata_lease_permits',
      text: 'SELECT lease_ids, permits, free, next_ms FROM lease_permits($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
      values: [systemId, holder, reach, waiting, wanted, validMs, windowMs, closed.map(({ id }) => id), closed.map(({ used }) => used), unleased],
    });
    const { lease_ids: ids, permits, free, next_ms: nextMs } = rows[0]!;
    return { leases: permits.map((count, rank) => ({ permits: count, ...(ids[rank] !== null && { id: ids[rank]! }) })), left: free, nextMs };
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
