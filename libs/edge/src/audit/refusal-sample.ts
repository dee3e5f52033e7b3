import type { AuditEntry } from '#store';

/** Of the refusals of a minute, so many are told each by itself: of one address, and of all. The others are counted. */
const perAddress = 5;
const perMinute = 150;
const windowMs = 60_000;

/**
 * Keeps a flood of refused calls from filling the trail: at most 150 rows a minute, and one for each status with how many
 * more there were.
 */
export class RefusalSample {
  private readonly ofAddress = new Map<string, number>();
  private readonly counted = new Map<number, number>();
  private told = 0;
  private timer?: NodeJS.Timeout;

  constructor(private readonly note: (entry: AuditEntry) => void) {}

  take(status: number, remote: string, entry: () => AuditEntry): void {
    this.timer ??= setTimeout(() => this.end(), windowMs);
    const before = this.ofAddress.get(remote) ?? 0;
    if (before >= perAddress || this.told >= perMinute) {
      this.counted.set(status, (this.counted.get(status) ?? 0) + 1);
      return;
    }
    this.told += 1;
    this.ofAddress.set(remote, before + 1);
    this.note(entry());
  }

  /** Notes what was counted; a new minute begins with the next refusal. */
  end(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const [status, count] of this.counted) this.note({ at: new Date(), operation: 'audit.refused', outcome: 'more of these', status, count });
    this.counted.clear();
    this.ofAddress.clear();
    this.told = 0;
  }
}
