import type { Pool } from 'pg';

/** A call of a client as the audit trail has it. */
export interface LoggedCall {
  /** ISO 8601 */
  at: string;
  /** W3C trace id: what the answer carried as `strata-request-id`. */
  requestId?: string;
  /** `<api>.<handler>` */
  operation: string;
  /** HTTP method. Left out, as the duration, of calls of before they were noted. */
  method?: string;
  status: number;
  /** `ok`, or the kind of error. */
  outcome: string;
  /** Whole ms. */
  durationMs?: number;
}

interface Row {
  at: Date;
  trace: string | null;
  operation: string;
  method: string | null;
  status: number;
  outcome: string;
  duration_ms: number | null;
}

// What our own apps and flows did on the client's behalf is told under the same client: an experience names itself as the
// actor of its own calls, and any other actor means that the call is not the client's.
const text = `SELECT at, trace, operation, method, status, outcome, duration_ms FROM audit.entry
  WHERE client = $1 AND status IS NOT NULL AND (actor IS NULL OR actor = 'experience-' || split_part(operation, '.', 1))
  ORDER BY seq DESC LIMIT $2`;

/** The last calls of clients, out of the audit trail: of a flood of refused ones a sample. */
export class CallLog {
  constructor(private readonly pool: Pick<Pool, 'query'>) {}

  /** Newest first. */
  async of(clientId: string, limit: number): Promise<LoggedCall[]> {
    const { rows } = await this.pool.query<Row>(text, [clientId, limit]);
    return rows.map(({ at, trace, method, duration_ms: durationMs, ...told }) => ({ at: at.toISOString(), ...(trace !== null && { requestId: trace }), ...(method !== null && { method }), ...told, ...(durationMs !== null && { durationMs }) }));
  }
}
