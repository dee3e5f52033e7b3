import { table, type CrmDatabase } from '../crm.database.js';
import { SalesforceError } from '../salesforce.error.js';
import type { ObjectSchema } from '../schema/object.schema.js';

const MINUTE_MS = 60_000;
/** How far back deletions can be asked for. */
const DELETIONS_MS = 30 * 86_400_000;

const wire = (ms: number): string => new Date(ms).toISOString().replace('Z', '+0000');

/** `/deleted?start=&end=`: what went into the recycle bin between two moments. */
export function deletedRecords(database: CrmDatabase, object: ObjectSchema, query: URLSearchParams, now: number): object {
  const [start, end] = span(query, now);
  const sql = `SELECT "Id", "LastModifiedDate" AS at FROM ${table(object)} WHERE "IsDeleted" = 1 AND "LastModifiedDate" >= ? AND "LastModifiedDate" < ? ORDER BY at`;
  const rows = database.all<{ Id: string; at: number }>(sql, start, end);
  return {
    deletedRecords: rows.map(({ Id, at }) => ({ id: Id, deletedDate: wire(at) })),
    earliestDateAvailable: wire(now - DELETIONS_MS),
    latestDateCovered: wire(Math.min(end, now)),
  };
}

/** `/updated?start=&end=`: ids of what was created or changed between two moments. */
export function updatedRecords(database: CrmDatabase, object: ObjectSchema, query: URLSearchParams, now: number): object {
  const [start, end] = span(query, now);
  const sql = `SELECT "Id" FROM ${table(object)} WHERE "IsDeleted" = 0 AND "SystemModstamp" >= ? AND "SystemModstamp" < ? ORDER BY "SystemModstamp", "Id"`;
  return { ids: database.all<{ Id: string }>(sql, start, end).map(({ Id }) => Id), latestDateCovered: wire(Math.min(end, now)) };
}

/** Salesforce ignores the seconds: the span begins and ends at whole minutes. */
function span(query: URLSearchParams, now: number): [number, number] {
  const [start, end] = ['start', 'end'].map((name) => {
    const ms = Date.parse(query.get(name) ?? '');
    if (Number.isNaN(ms)) throw new SalesforceError(400, 'INVALID_REPLICATION_DATE', `${name} must be a moment in ISO 8601`);
    return ms - (ms % MINUTE_MS);
  }) as [number, number];
  if (end - start < MINUTE_MS) throw new SalesforceError(400, 'INVALID_REPLICATION_DATE', 'endDate must be greater than startDate by at least one minute');
  if (start < now - DELETIONS_MS - MINUTE_MS) throw new SalesforceError(400, 'INVALID_REPLICATION_DATE', 'startDate before earliest date available');
  return [start, end];
}
