import type { Erp } from './erp.js';

/** How often the ERP looks for work that is due, in milliseconds: well below the second after which it bills and is paid. */
const TICK_MS = 200;

export interface Automatic {
  get(): { autoBill: boolean; autoPay: boolean };
}

/**
 * The ERP's own jobs: the billing run and the clearing of payments. What is due is in the ledger, so a restart goes on
 * where the last process was ended.
 */
export class ErpClock {
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly erp: Erp,
    private readonly automatic: Automatic,
    private readonly onFault: (error: unknown) => void = console.error,
  ) {}

  start(): void {
    this.timer = setInterval(() => this.tick(), TICK_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  tick(): void {
    const { autoBill, autoPay } = this.automatic.get();
    const now = this.erp.now();
    try {
      if (autoBill) this.erp.billing.run(now);
      if (autoPay) this.erp.receivables.run(now);
    } catch (error) {
      // A fault of the sandbox itself: the next tick tries again, and the log says what it was.
      this.onFault(error);
    }
  }
}
