import { Pool } from 'pg';

interface OwnConnections {
  /** As the database shows them in `pg_stat_activity`. */
  name: string;
  /** For which a query is waited for. */
  timeoutMs: number;
  /** For which a connection is waited for; left out: as for a query. */
  connectMs?: number;
  /** How many; left out: two. */
  max?: number;
  /** Settings of the session, such as `-c synchronous_commit=off`. */
  options?: string;
}

/** Connections of one purpose beside those of the store, so that neither keeps the other waiting. Opened when they are needed. */
export function ownConnections(databaseUrl: string, { name, timeoutMs, connectMs = timeoutMs, max = 2, options }: OwnConnections): Pool {
  const pool = new Pool({ connectionString: databaseUrl, max, connectionTimeoutMillis: connectMs, query_timeout: timeoutMs, application_name: name, ...(options !== undefined && { options }) });
  // A connection that breaks while idle has nobody who waits for it, and would end the process: the next query opens another.
  pool.on('error', () => undefined);
  return pool;
}
