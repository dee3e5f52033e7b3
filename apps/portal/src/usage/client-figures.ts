import type { Pool } from 'pg';
import { allowedBy, type StrataConfig } from '#edge';
import { CallLedger, CallLog, ownConnections, UsageHistory, type AccessClientRow } from '#store';
import type { CallView, QuotaView, UsageView } from './usage.view.js';

type Client = Pick<AccessClientRow, 'clientId' | 'plan'>;

const dayMs = 24 * 3_600_000;
/** ms; who looks at a chart does not wait longer. */
const withinMs = 10_000;

/** What a client called, and what is left to it. Has connections of its own: charts wait for nobody's sign-in, nor it for them. */
export class ClientFigures {
  private readonly pool: Pool;
  private readonly history: UsageHistory;
  private readonly log: CallLog;
  private readonly ledger: CallLedger;

  constructor(
    private readonly config: Pick<StrataConfig, 'plans'>,
    databaseUrl: string,
    private readonly now: () => number = Date.now,
  ) {
    this.pool = ownConnections(databaseUrl, { name: 'strata-figures', timeoutMs: withinMs, connectMs: 2_000 });
    this.history = new UsageHistory(this.pool, now);
    this.log = new CallLog(this.pool);
    this.ledger = new CallLedger(databaseUrl);
  }

  async usage({ clientId, plan }: Client, days: number): Promise<UsageView> {
    const { perSecond, burst = perSecond, perDay } = allowedBy(this.config.plans, plan);
    const [usage, quota] = await Promise.all([this.history.of(clientId, days), perDay === undefined ? undefined : this.quota(clientId, perDay)]);
    return { ...usage, ...(quota && { quota }), ...(perSecond !== undefined && burst !== undefined && { rate: { perSecond, burst } }) };
  }

  async calls({ clientId }: Client, limit: number): Promise<CallView[]> {
    return this.log.of(clientId, limit);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.pool.end(), this.ledger.close()]);
  }

  private async quota(clientId: string, perDay: number): Promise<QuotaView> {
    const [last] = await this.ledger.usageOf(clientId, 1);
    const today = Math.floor(this.now() / dayMs) * dayMs;
    const used = last?.day === new Date(today).toISOString().slice(0, 10) ? last.used : 0;
    return { perDay, used, left: Math.max(0, perDay - used), resetsAt: new Date(today + dayMs).toISOString() };
  }
}
