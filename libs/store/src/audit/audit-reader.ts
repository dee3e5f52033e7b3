import type { Pool } from 'pg';
import type { AuditEntry } from './audit-entry.js';
import type { SubjectKeys } from './subject-keys.js';

/** A row of the trail as it is read. */
export interface AuditRecord extends Omit<AuditEntry, 'at' | 'count' | 'personal'> {
  seq: number;
  at: string;
  count: number;
  /** What was said of or by a person; `erased` once their key is gone; left out when nothing was. */
  personal?: object | 'erased';
}

export interface AuditQuery {
  record?: { type: string; id: string };
  /** Rows in which something of this person is sealed. */
  subject?: string;
  principal?: string;
  /** Rows before this one: the newest come first. */
  before?: number;
  limit: number;
}

interface Row {
  seq: string;
  at: Date;
  operation: string;
  outcome: string;
  status: number | null;
  method: string | null;
  durationMs: number | null;
  principal: string | null;
  client: string | null;
  actor: string | null;
  authority: string | null;
  remote: string | null;
  record_type: string | null;
  record_id: string | null;
  trace: string | null;
  count: number;
  subject_key: string | null;
  sealed: Buffer | null;
  wrapped: Buffer | null;
}

const text = `SELECT e.seq, e.at, e.operation, e.outcome, e.status, e.method, e.duration_ms AS "durationMs", e.principal, e.client, e.actor, e.authority, e.remote, e.record_type, e.record_id, e.trace, e.count, e.subject_key, e.sealed, k.wrapped
  FROM audit.entry e LEFT JOIN audit.subject_key k ON k.key_id = e.subject_key
  WHERE ($1::bigint IS NULL OR e.seq < $1) AND ($2::text IS NULL OR (e.record_type = $2 AND e.record_id = $3)) AND ($4::text IS NULL OR e.principal = $4)
    AND ($5::text IS NULL OR e.subject_key IN (SELECT key_id FROM audit.subject_key WHERE subject = $5))
  ORDER BY e.seq DESC LIMIT $6`;

/** Reads the audit trail. */
export class AuditReader {
  constructor(
    private readonly pool: Pool,
    private readonly keys: SubjectKeys | undefined,
  ) {}

  /** Newest first. */
  async find({ before, record, principal, subject, limit }: AuditQuery): Promise<AuditRecord[]> {
    const { rows } = await this.pool.query<Row>(text, [before ?? null, record?.type ?? null, record?.id ?? null, principal ?? null, subject ?? null, limit]);
    return rows.map((row) => this.recordOf(row));
  }

  private recordOf(row: Row): AuditRecord {
    const { seq, at, record_type, record_id, sealed, subject_key, wrapped, ...told } = row;
    return {
      seq: Number(seq),
      at: at.toISOString(),
      ...(withoutNulls(told) as Pick<AuditRecord, 'operation' | 'outcome' | 'count'>),
      ...(record_type !== null && record_id !== null && { record: { type: record_type, id: record_id } }),
      ...(sealed && subject_key !== null && { personal: wrapped && this.keys ? this.keys.open(subject_key, wrapped, sealed) : ('erased' as const) }),
    };
  }
}

function withoutNulls(row: object): object {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
}
