/** What was said of or by a person: kept encrypted under the key of that person alone. */
export interface PersonalPart {
  /** Whose it is: the public id of a customer, `account:<id>` of somebody who signs in, or `nobody` where no one can be named. */
  subject: string;
  /** Bodies of requests, records before and after, texts. */
  said: object;
}

/** Whose key seals what cannot be laid at anybody's door: it is never erased. */
export const nobody = 'nobody';

/** One thing that somebody did, or tried to do. */
export interface AuditEntry {
  at: Date;
  /** `<api>.<handler>`, or `<area>.<event>` of what no handler did: `identity.sign-in`. */
  operation: string;
  /** `ok`, or the kind of error. */
  outcome: string;
  /** HTTP status, of what came by HTTP. */
  status?: number;
  /** HTTP method, of what came by HTTP. */
  method?: string;
  /** From the request's head to the end of its answer; of what changed something, until it was told here, before its answer. */
  durationMs?: number;
  principal?: string;
  client?: string;
  /** The API that acted on the principal's behalf. */
  actor?: string;
  /** By what they were let in, never the credential itself. */
  authority?: string;
  /** Address from which it came. */
  remote?: string;
  record?: { type: string; id: string };
  /** Trace id (W3C trace context). */
  trace?: string;
  /** How many such calls the row stands for. Default 1. */
  count?: number;
  personal?: PersonalPart;
}

/** A row as the database takes it: `audit.append`. */
export type AuditColumns = Record<string, string | number | null>;

/** Longer ones are cut: they are names and ids, and whoever calls chooses some of them. */
const longestText = 300;
/** What the column holds: 24 days of a stream. */
const longestMs = 2 ** 31 - 1;

export function columnsOf(entry: AuditEntry, sealed?: { keyId: string; bytes: Buffer }): AuditColumns {
  return {
    at: entry.at.toISOString(),
    operation: plain(entry.operation) ?? 'unknown',
    outcome: plain(entry.outcome) ?? 'unknown',
    status: entry.status ?? null,
    method: plain(entry.method),
    duration_ms: entry.durationMs === undefined ? null : Math.min(longestMs, Math.round(entry.durationMs)),
    principal: plain(entry.principal),
    client: plain(entry.client),
    actor: plain(entry.actor),
    authority: plain(entry.authority),
    remote: plain(entry.remote),
    record_type: plain(entry.record?.type),
    record_id: plain(entry.record?.id),
    trace: plain(entry.trace),
    count: entry.count ?? 1,
    subject_key: sealed?.keyId ?? null,
    sealed: sealed ? `\\x${sealed.bytes.toString('hex')}` : null,
  };
}

/** PostgreSQL stores neither U+0000 nor half a pair of surrogates: a row that it refuses would hold up the others. */
function plain(text: string | undefined): string | null {
  if (text === undefined) return null;
  // As nearly all are: the rest would copy them.
  if (text.length <= longestText && text.isWellFormed() && !text.includes('\0')) return text;
  return text.slice(0, longestText).toWellFormed().replaceAll('\0', '\uFFFD');
}
