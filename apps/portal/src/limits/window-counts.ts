import type { DataSource } from 'typeorm';
import { hashOf } from '../hash-of.js';

/** How often something was counted within its window, and when that ends. */
export interface Counted {
  count: number;
  endsInMs: number;
}

/** Rows that one statement takes away: none takes long. */
const sweptAtOnce = 1_000;

/** Counts within windows of minutes, over all replicas. A window begins with what is counted first. */
export class WindowCounts {
  constructor(private readonly db: DataSource) {}

  /** Counts one more. @param subject what is counted, such as `network 203.0.113.7` */
  async add(subject: string, minutes: number): Promise<Counted> {
    const [row]: { count: number; ends_in: string }[] = await this.db.query(
      `INSERT INTO sign_in_attempt AS kept (subject_hash, failures, counts_until) VALUES ($1, 1, now() + $2 * interval '1 min')
       ON CONFLICT (subject_hash) DO UPDATE SET
         failures = CASE WHEN kept.counts_until < now() THEN 1 ELSE kept.failures + 1 END,
         counts_until = CASE WHEN kept.counts_until < now() THEN excluded.counts_until ELSE kept.counts_until END
       RETURNING failures AS count, extract(epoch FROM counts_until - now()) AS ends_in`,
      [hashOf(subject), minutes],
    );
    return { count: row!.count, endsInMs: Math.max(1, Math.ceil(Number(row!.ends_in) * 1_000)) };
  }

  /** What was counted last did not count after all. */
  async takeBack(...subjects: string[]): Promise<void> {
    await this.db.query('UPDATE sign_in_attempt SET failures = failures - 1 WHERE subject_hash = ANY ($1) AND failures > 0', [subjects.map(hashOf)]);
  }

  async forget(subject: string): Promise<void> {
    await this.db.query('DELETE FROM sign_in_attempt WHERE subject_hash = $1', [hashOf(subject)]);
  }

  /** Forgets what counts no more: all that there is, so much at once. */
  async sweep(): Promise<void> {
    const text = `DELETE FROM sign_in_attempt WHERE ctid IN (SELECT ctid FROM sign_in_attempt WHERE counts_until < now() LIMIT ${sweptAtOnce} FOR UPDATE SKIP LOCKED)`;
    let taken: number;
    do [, taken] = (await this.db.query(text)) as [unknown, number];
    while (taken === sweptAtOnce);
  }
}
