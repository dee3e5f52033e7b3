import type { Pool } from 'pg';
import { percentileMs } from './latency.js';

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
  key: string;
  calls: number;
  errors: number;
  durations: number[] | null;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Up to so many days are told by the hour. */
const longestByHour = 2;

const figuresBy = (key: string) => `WITH counted AS (
    SELECT ${key} AS key, calls, errors, durations FROM call_count WHERE client_id = $1 AND hour >= $2
  ), spread AS (
    SELECT key, i, sum(n)::float8 AS n FROM counted, unnest(durations) WITH ORDINALITY AS d(n, i) GROUP BY key, i
  )
  SELECT key, sum(calls)::float8 AS calls, sum(errors)::float8 AS errors, (SELECT array_agg(s.n ORDER BY s.i) FROM spread s WHERE s.key = counted.key) AS durations
  FROM counted GROUP BY key ORDER BY calls DESC, key`;

/** A time as JavaScript writes it, to find it by. */
const iso = (time: string) => `to_char(${time} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.000"Z"')`;
const statements = { hour: figuresBy(iso('hour')), day: figuresBy(iso(`date_trunc('day', hour, 'UTC')`)), operation: figuresBy('operation') };

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
    const [byTime, byOperation] = await Promise.all([this.rows(statements[granularity], clientId, first), this.rows(statements.operation, clientId, first)]);
    const known = new Map(byTime.map((row) => [row.key, figuresOf(row)]));
    const times = Array.from({ length: count }, (_, index) => new Date(first + index * step).toISOString());
    return {
      granularity,
      buckets: times.map((at) => ({ at, ...(known.get(at) ?? { calls: 0, errors: 0 }) })),
      operations: byOperation.map((row) => ({ operation: row.key, ...figuresOf(row) })),
    };
  }

  private async rows(text: string, clientId: string, first: number): Promise<Row[]> {
    return (await this.pool.query<Row>(text, [clientId, new Date(first)])).rows;
  }
}

function figuresOf({ calls, errors, durations }: Row): CallFigures {
  const p50Ms = percentileMs(durations ?? [], 0.5);
  const p95Ms = percentileMs(durations ?? [], 0.95);
  return { calls, errors, ...(p50Ms !== undefined && { p50Ms }), ...(p95Ms !== undefined && { p95Ms }) };
}
