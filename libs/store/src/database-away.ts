import { QueryFailedError } from 'typeorm';

/** Classes and codes of PostgreSQL and of sockets that say nothing about the statement: the server is not there, goes, or comes. */
const away: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', '53300', '57P01', '57P02', '57P03', '08000', '08003', '08006']);

/** True when the database could not be asked. What the statement wrote is then unknown to whoever sent it. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, message } = (error instanceof QueryFailedError ? error.driverError : error) as Error & { code?: string };
  return (code !== undefined && away.has(code)) || /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Query read timeout)/.test(message);
}

/** True for a process that starts before the schema is there: no schema, no table, no function, no right yet. */
export function isUnmigrated(error: unknown): boolean {
  return ['3F000', '42P01', '42883', '42501'].includes((error as { code?: string }).code ?? '');
}
