import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';

/** Sign-ins that may fail within a quarter of an hour: of one account, and from one address, behind which may be many people. */
const allowed = { account: 10, address: 40 };
const minutes = 15;

interface Sender {
  email: string;
  /** IP address. */
  address: string;
}

const subjectOf = (kind: keyof typeof allowed, text: string) => createHash('sha256').update(`${kind} ${text}`).digest('base64url');

/** How often somebody may guess. Counts the same whether there is such an account or not, over all replicas. */
export class SignInAttempts {
  constructor(private readonly db: DataSource) {}

  /** Counts a try, which is one too many when this answers false: then nothing is even compared. */
  async begin({ email, address }: Sender): Promise<boolean> {
    const ofAccount = await this.count(subjectOf('account', email.trim().toLowerCase()));
    const ofAddress = await this.count(subjectOf('address', address));
    return ofAccount <= allowed.account && ofAddress <= allowed.address;
  }

  /** It was the right one: it counts for neither. */
  async succeeded({ email, address }: Sender): Promise<void> {
    await this.db.query('DELETE FROM sign_in_attempt WHERE subject_hash = $1', [subjectOf('account', email.trim().toLowerCase())]);
    await this.db.query('UPDATE sign_in_attempt SET failures = failures - 1 WHERE subject_hash = $1', [subjectOf('address', address)]);
  }

  /** Forgets what counts no more. */
  async sweep(): Promise<void> {
    await this.db.query('DELETE FROM sign_in_attempt WHERE ctid IN (SELECT ctid FROM sign_in_attempt WHERE counts_until < now() LIMIT 1000 FOR UPDATE SKIP LOCKED)');
  }

  private async count(subject: string): Promise<number> {
    const [row]: { failures: number }[] = await this.db.query(
      `INSERT INTO sign_in_attempt AS kept (subject_hash, failures, counts_until) VALUES ($1, 1, now() + interval '${minutes} min')
       ON CONFLICT (subject_hash) DO UPDATE SET
         failures = CASE WHEN kept.counts_until < now() THEN 1 ELSE kept.failures + 1 END,
         counts_until = CASE WHEN kept.counts_until < now() THEN excluded.counts_until ELSE kept.counts_until END
       RETURNING failures`,
      [subject],
    );
    return row!.failures;
  }
}
