import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** Orders by label, and how far all of them together have come. */
export interface Standing {
  byStatus: Record<string, number>;
  statusOf: Map<string, string>;
  /** Things that happened to orders; it grows with every step forward. */
  steps: number;
  /** Open orders that wait neither for a person nor for the settling time of a write whose outcome is unknown. */
  able: number;
}

const lookEveryMs = 250;

/** A failed attempt, or a look for a write that is missing, is no step forward. */
const standingQuery = `
  SELECT (SELECT count(*) FROM order_timeline WHERE outcome NOT IN ('failed', 'unknown', 'not-found') AND type <> 'crm-status')::int AS steps,
    (SELECT json_object_agg(order_id, status) FROM order_view) AS statuses,
    (SELECT count(*) FROM order_view v WHERE status NOT IN ('paid', 'closed', 'cancelled', 'rejected', 'on-hold')
       AND NOT EXISTS (SELECT FROM work_exception e WHERE e.order_id = v.order_id AND e.state = 'open')
       AND coalesce((SELECT outcome FROM order_timeline t WHERE t.order_id = v.order_id AND type <> 'crm-status' ORDER BY id DESC LIMIT 1), 'ok') NOT IN ('unknown', 'not-found'))::int AS able`;

/** Watches all orders in Strata's database, which it may find gone: it measures, and judges nothing. */
export class Watch {
  last: Standing = { byStatus: {}, statusOf: new Map(), steps: 0, able: 0 };
  /** Longest time in ms without a step of any order while one was able to go on. */
  longestStallMs = 0;
  private readonly databaseUrl: string;
  private client: pg.Client | undefined;
  private movedAt = Date.now();

  constructor(databaseUrl: string) {
    this.databaseUrl = databaseUrl;
  }

  /** Looks until `ended` aborts. */
  async run(ended: AbortSignal): Promise<void> {
    while (!ended.aborted) {
      await this.look();
      await sleep(lookEveryMs);
    }
    await this.client?.end().catch(() => undefined);
  }

  private async look(): Promise<void> {
    const standing = await this.standing();
    const now = Date.now();
    if (standing && (standing.steps !== this.last.steps || standing.able === 0)) this.movedAt = now;
    if (standing) this.last = standing;
    if (this.last.able > 0) this.longestStallMs = Math.max(this.longestStallMs, now - this.movedAt);
  }

  /** Undefined while the database is gone. */
  private async standing(): Promise<Standing | undefined> {
    try {
      this.client ??= await this.connected();
      const { rows } = await this.client.query<{ steps: number; statuses: Record<string, string> | null; able: number }>(standingQuery);
      const { steps = 0, statuses, able = 0 } = rows[0] ?? {};
      const statusOf = new Map(Object.entries(statuses ?? {}));
      const byStatus = Object.fromEntries([...Map.groupBy(statusOf.values(), (status) => status)].map(([status, all]) => [status, all.length]));
      return { steps, able, statusOf, byStatus };
    } catch {
      this.client = undefined;
      return undefined;
    }
  }

  private async connected(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: this.databaseUrl, connectionTimeoutMillis: 5_000, query_timeout: 10_000 });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }
}
