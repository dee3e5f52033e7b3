import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { faultText } from '#canonical';
import { isDatabaseAway, isUnmigrated, type CountedBatch, type CountedCalls } from '#store';
import type { UsageMeter } from './usage-meter.js';

/** Where replicas add what they counted. Implemented on PostgreSQL in `libs/store`. */
export interface CountsKeeper {
  add(batch: CountedBatch): Promise<void>;
  forgetOld(): Promise<void>;
  close(): Promise<void>;
}

/** How soon what was counted is written. */
const everyMs = 4_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Rows of one statement. */
const batchRows = 2_000;
/** Of client, hour and operation, so many wait at most for a database that is away: about 20 MB, two days of a hundred busy clients. */
const mostKept = 50_000;

const keyOf = ({ clientId, hour, operation }: CountedCalls): string => `${hour} ${clientId} ${operation}`;

/**
 * Writes what a meter counted, every few seconds. What cannot be written waits, hour by hour, and no call waits for it; a batch
 * of which nobody knows whether it was written is sent again as it was, and counts once.
 */
export class UsageRecorder {
  private readonly log = new Logger('Usage');
  private readonly source = randomUUID();
  private readonly kept = new Map<string, CountedCalls>();
  private sending: CountedBatch | undefined;
  private written = 0;
  private writing: Promise<void> | undefined;
  private lost = 0;
  private forgotAt = 0;
  private timer: NodeJS.Timeout | undefined;
  private hour: number;

  constructor(
    private readonly meter: UsageMeter,
    private readonly counts: CountsKeeper,
    private readonly now: () => number = Date.now,
  ) {
    this.hour = this.hourNow();
    this.waitOn();
  }

  /** Writes what was counted so far, if that can be done now. */
  async flush(): Promise<void> {
    this.collect();
    this.writing ??= this.write().finally(() => (this.writing = undefined));
    await this.writing;
  }

  /** No request is under way any more. */
  async end(): Promise<void> {
    clearTimeout(this.timer);
    await this.writing;
    await this.flush();
    if (this.kept.size > 0 || this.sending) this.log.error(`${this.kept.size + (this.sending?.rows.length ?? 0)} counts of calls are lost: the process ends`);
    await this.counts.close();
  }

  /** A turn ends with the hour, so that what it counted belongs to one. */
  private waitOn(): void {
    const leftMs = this.hour + hourMs - this.now();
    this.timer = setTimeout(() => {
      void this.flush();
      this.waitOn();
    }, Math.max(1, Math.min(everyMs, leftMs))).unref();
  }

  private collect(): void {
    const hour = new Date(this.hour).toISOString();
    for (const each of this.meter.take()) this.keep({ ...each, hour });
    this.hour = this.hourNow();
  }

  private keep(counted: CountedCalls): void {
    const key = keyOf(counted);
    const known = this.kept.get(key);
    if (known) {
      known.calls += counted.calls;
      known.errors += counted.errors;
      known.durations = known.durations.map((count, bucket) => count + counted.durations[bucket]!);
    } else if (this.kept.size < mostKept) this.kept.set(key, counted);
    else this.lost += counted.calls;
  }

  private async write(): Promise<void> {
    try {
      while (this.sending || this.kept.size > 0) {
        this.sending ??= this.nextBatch();
        await this.counts.add(this.sending);
        this.sending = undefined;
      }
      if (this.lost > 0) this.log.error(`${this.lost} calls are not counted: the database was away for too long`);
      this.lost = 0;
      await this.forgetOld();
    } catch (error) {
      this.failed(error);
    }
  }

  private nextBatch(): CountedBatch {
    const next = [...this.kept].slice(0, batchRows);
    for (const [key] of next) this.kept.delete(key);
    return { source: this.source, batch: (this.written += 1), rows: next.map(([, counted]) => counted) };
  }

  private async forgetOld(): Promise<void> {
    if (this.now() - this.forgotAt < dayMs) return;
    await this.counts.forgetOld();
    this.forgotAt = this.now();
  }

  /** What the database refuses is a bug of ours, and holds up nothing else. */
  private failed(error: unknown): void {
    if (isDatabaseAway(error) || isUnmigrated(error)) return;
    this.log.error(`${this.sending ? `${this.sending.rows.length} counts of calls are lost` : 'old counts stay'}: ${faultText(error)}`);
    this.sending = undefined;
  }

  private hourNow(): number {
    return Math.floor(this.now() / hourMs) * hourMs;
  }
}
