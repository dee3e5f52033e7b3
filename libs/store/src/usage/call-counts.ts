import type { Pool } from 'pg';
import { ownConnections } from '../own-connections.js';

/** Calls of a client to an operation that were answered within an hour, or within a part of it. */
export interface CountedCalls {
  clientId: string;
  /** ISO 8601 begin of the hour, UTC. */
  hour: string;
  operation: string;
  calls: number;
  /** Answered with 400 or more. */
  errors: number;
  /** By `latencyBoundsMs`, not cumulated. */
  durations: number[];
}

/** Counts that a process adds at once. */
export interface CountedBatch {
  /** UUID of the process, or rather of its life. */
  source: string;
  /** Counts up; one that is sent again keeps its number, and what it says. */
  batch: number;
  rows: readonly CountedCalls[];
}

/** Days for which counts are kept. */
const keptDays = 90;
/** ms; nobody waits for it but the end of the process. */
const timeoutMs = 5_000;

// Rows are locked in one order by all who add, and a batch counts once, however often it is sent.
const added = `WITH fresh AS (
    INSERT INTO call_count_batch AS b (source, batch, at) VALUES ($1, $2, now())
    ON CONFLICT (source) DO UPDATE SET batch = excluded.batch, at = excluded.at WHERE b.batch < excluded.batch
    RETURNING 1
  )
  INSERT INTO call_count AS c (client_id, hour, operation, calls, errors, durations)
  SELECT r."clientId", r.hour, r.operation, r.calls, r.errors, r.durations
  FROM fresh, jsonb_to_recordset($3::jsonb) AS r("clientId" text, hour timestamptz, operation text, calls int, errors int, durations int[])
  ORDER BY 1, 2, 3
  ON CONFLICT (client_id, hour, operation) DO UPDATE SET calls = c.calls + excluded.calls, errors = c.errors + excluded.errors,
    durations = ARRAY(SELECT coalesce(s.a, 0) + coalesce(s.b, 0) FROM unnest(c.durations, excluded.durations) WITH ORDINALITY AS s(a, b, i) ORDER BY s.i)`;

/** Counts calls in PostgreSQL, for all replicas together. Has one connection of its own: who counts keeps nobody waiting. */
export class CallCounts {
  private readonly pool: Pool;

  constructor(databaseUrl: string) {
    this.pool = ownConnections(databaseUrl, { name: 'strata-usage', timeoutMs, connectMs: 2_000, max: 1 });
  }

  /** Rejects when it is not known to be counted: to be sent again as it is. */
  async add({ source, batch, rows }: CountedBatch): Promise<void> {
    await this.pool.query({ name: 'strata_count_calls', text: added, values: [source, batch, JSON.stringify(rows)] });
  }

  /** What is older than 90 days goes. */
  async forgetOld(): Promise<void> {
    await this.pool.query(`DELETE FROM call_count WHERE hour < now() - $1 * interval '1 day'`, [keptDays]);
    await this.pool.query(`DELETE FROM call_count_batch WHERE at < now() - $1 * interval '1 day'`, [keptDays]);
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
