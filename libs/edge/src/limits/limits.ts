import { CallLedger } from '#store';
import type { AdmissionCheck } from '../auth/door.js';
import type { StrataConfig } from '../config/strata-config.js';
import { RateLimiter } from './rate-limiter.js';

/** What the callers of a process are kept to. As it stands, without a limiter, for specs: to nothing. */
export class Limits {
  constructor(
    private readonly limiter?: RateLimiter,
    private readonly ledger?: CallLedger,
  ) {}

  static of({ plans, database }: Pick<StrataConfig, 'plans' | 'database'>): Limits {
    const ledger = database.url === undefined ? undefined : new CallLedger(database.url);
    return new Limits(new RateLimiter(plans, ledger), ledger);
  }

  get checks(): readonly AdmissionCheck[] {
    return this.limiter ? [this.limiter] : [];
  }

  /** No request is under way any more. */
  async onApplicationShutdown(): Promise<void> {
    await this.limiter?.end();
    await this.ledger?.close();
  }
}
