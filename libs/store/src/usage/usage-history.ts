import type { Pool } from 'pg';
import { noDurations, percentileMs } from './latency.js';

/** How calls went. */
export interface CallFigures {
  calls: number;
  /** Answered with 400 or more. */
  errors: number;
  /** Of all calls, refused ones too; left out where there are none. */
  p50Ms?: number;
  p95Ms?: number;
}

export interface UsageBucket extends CallFigures {
  /** ISO 8601 begin of the hour or day, UTC. */
  at: string;
}

export interface OperationUsage extends CallFigures {
  /** `<api>.<handler>` */
  operation: string;
}

export interface Usage {
  granularity: 'hour' | 'day';
  /** Oldest first, without gaps, the one that is under way last. */
  buckets: UsageBucket[];
  /** Most called first. */
  operations: OperationUsage[];
}

interface Row {
  /** Of a bucket. */
  at: Date | null;
  /** Of an operation. */
  operation: string | null;
  calls: number;
  errors: number;
  durations: number[];
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Up to so many days are told by the hour. */
const longestByHour = 2;

const summedDurations = noDurations().map((_, bucket) => `coalesce(sum(durations[${bucket + 1}]), 0)`).join(', ');

/** One pass over the rows of a client: elements that are unnested and summed take ten times as long. */
const text = `SELECT at, operation, sum(calls)::float8 AS calls, sum(errors)::float8 AS errors, ARRAY[${summedDurations}]::float8[] AS durations
  FROM (SELECT date_trunc($3, hour, 'UTC') AS at, operation, calls, errors, durations FROM call_count WHERE client_id = $1 AND hour >= $2) AS counted
  GROUP BY GROUPING SETS ((at), (operation)) ORDER BY calls DESC, operation`;

/** What clients called, by what all replicas have counted: a few seconds late. */
export class UsageHistory {
  constructor(
    private readonly pool: Pick<Pool, 'query'>,
    private readonly now: () => number = Date.now,
  ) {}

  /** @param days UTC days, today among them; 1 and 2 are told by the hour, as the last 24 and 48 of them */
  async of(clientId: string, days: number): Promise<Usage> {
    const granularity = days <= longestByHour ? 'hour' : 'day';
    const step = granularity === 'hour' ? hourMs : dayMs;
    const count = granularity === 'hour' ? days * 24 : days;
    const first = Math.floor(this.now() / step) * step - (count - 1) * step;
    const { rows } = await this.pool.query<Row>(text, [clientId, new Date(first), granularity]);
    const known = new Map(rows.flatMap((row) => (row.at === null ? [] : [[row.at.toISOString(), figuresOf(row)] as const])));
    const times = Array.from({ length: count }, (_, index) => new Date(first + index * step).toISOString());
    return {
      granularity,
      buckets: times.map((at) => ({ at, ...(known.get(at) ?? { calls: 0, errors: 0 }) })),
      operations: rows.flatMap((row) => (row.operation === null ? [] : [{ operation: row.operation, ...figuresOf(row) }])),
    };
  }
}

function figuresOf({ calls, errors, durations }: Row): CallFigures {
  const p50Ms = percentileMs(durations, 0.5);
  const p95Ms = percentileMs(durations, 0.95);
  return { calls, errors, ...(p50Ms !== undefined && { p50Ms }), ...(p95Ms !== undefined && { p95Ms }) };
}
