import type { Pool } from 'pg';
import { ownConnections } from '../own-connections.js';

/** What a client may do, and in what blocks a replica takes it. */
export interface LeasedLimits {
  /** Left out: as fast as it likes. */
  rate?: { perSecond: number; burst: number; block: number };
  /** Left out: as much as it likes. */
  quota?: { perDay: number; block: number };
}

export interface CallsWanted {
  clientId: string;
  limits: LeasedLimits;
  /** Calls that wait for the answer. */
  waiting: number;
  /** What is left of earlier leases. */
  held: { burst: number; day: number };
}

/** What was leased, and what is left for all. Of a limit that there is none of, 0. */
export interface CallsLeased {
  burst: { given: number; left: number; /** ms until there is one more. */ nextMs: number };
  /** `name` is the UTC day, as `2026-11-29`; it ends in `endsMs`, and what was leased of it with it. */
  day: { name: string; given: number; left: number; endsMs: number };
}

/** Calls of a client on a UTC day: those that were made, and those that replicas have leased and not given back. */
export interface DailyUsage {
  day: string;
  used: number;
}

interface LeaseRow {
  burst_given: number;
  burst_left: number | null;
  burst_ms: number | null;
  day: string;
  day_given: number;
  day_left: number | null;
  day_ms: number;
}

/** A call does not wait longer for the database than its caller would. */
const timeoutMs = 1_000;

/**
 * What clients may still call, in PostgreSQL, for all replicas. The day's quota is deducted before it is spent, so it is never
 * exceeded; a replica that dies loses what it had leased. Has connections of its own, so that a busy store keeps nobody at the
 * door.
 */
export class CallLedger {
  private readonly pool: Pool;

  /** @param clock instead of the database's, for specs */
  constructor(
    databaseUrl: string,
    private readonly clock?: () => Date,
  ) {
    this.pool = ownConnections(databaseUrl, { name: 'strata-limits', timeoutMs });
  }

  /** Rejects when the database cannot be asked, or has not got our schema yet. What it leased then is lost to the client. */
  async lease({ clientId, limits: { rate, quota }, waiting, held }: CallsWanted): Promise<CallsLeased> {
    const { rows } = await this.pool.query<LeaseRow>({
      name: 'strata_lease_calls',
      text: 'SELECT burst_given, burst_left, burst_ms, day::text, day_given, day_left, day_ms FROM lease_calls($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
      values: [clientId, waiting, rate?.perSecond, rate?.burst, rate?.block, held.burst, quota?.perDay, quota?.block, held.day, this.clock?.()],
    });
    const row = rows[0]!;
    return {
      burst: { given: row.burst_given, left: row.burst_left ?? 0, nextMs: row.burst_ms ?? 0 },
      day: { name: row.day, given: row.day_given, left: row.day_left ?? 0, endsMs: row.day_ms },
    };
  }

  /** Gives back what was leased of a day and not spent. Not to be tried again when it rejects: it may have been done. */
  async giveBack(clientId: string, day: string, calls: number): Promise<void> {
    await this.pool.query({ name: 'strata_return_calls', text: 'UPDATE call_usage SET used = used - $3 WHERE client_id = $1 AND day = $2', values: [clientId, day, calls] });
  }

  /** The last days on which a client called, the newest first. Clients without a daily quota are not counted. */
  async usageOf(clientId: string, days = 30): Promise<DailyUsage[]> {
    const text = 'SELECT day::text, used FROM call_usage WHERE client_id = $1 ORDER BY day DESC LIMIT $2';
    const { rows } = await this.pool.query<DailyUsage>({ name: 'strata_call_usage', text, values: [clientId, days] });
    return rows;
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
