import { hash } from 'node:crypto';
import type { ProofLedger } from '#store';
import { cannotTell } from './refusals.js';

/** Seconds for which a proof is not taken again: longer than it is good by any clock of ours. */
export const keptSeconds = 180;
/** Proofs that this process remembers by itself, at least: 100 bytes each. */
const most = 100_000;
const sweepEveryMs = 60_000;

/** Proofs that were used: by this process, in memory, and by all that share its database. */
export class UsedProofs {
  /** Two spans of time, each as long as a proof is kept: what is in neither is too old to be taken. */
  private recent = new Set<string>();
  private before = new Set<string>();
  private since: number;
  private readonly timer: NodeJS.Timeout | undefined;

  /** @param ledger left out: what other processes took is not known here */
  constructor(
    private readonly ledger?: ProofLedger,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.since = now();
    // It is tried again: rows that stay too long take room, and nothing else.
    if (ledger) this.timer = setInterval(() => void ledger.sweep().catch(() => undefined), sweepEveryMs).unref();
  }

  /**
   * Uses a proof up; false when it was used before. Rejects with `unavailable` when that cannot be known.
   * @param jkt thumbprint of its key: what others name theirs is no matter
   */
  async use(jkt: string, jti: string): Promise<boolean> {
    const digest = hash('sha256', `${jkt} ${jti}`, 'buffer');
    if (!this.isNew(digest.toString('base64url'))) return false;
    try {
      return (await this.ledger?.useOnce(digest, keptSeconds)) ?? true;
    } catch (error) {
      throw cannotTell('our register of proofs', error);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.ledger?.close();
  }

  private isNew(name: string): boolean {
    this.turn();
    if (this.recent.has(name) || this.before.has(name)) return false;
    if (this.recent.size < most) this.recent.add(name);
    // The ledger knows what there is no room for here. Without one nobody does: rather nobody in than a proof twice.
    else if (!this.ledger) throw cannotTell('our memory of proofs', new Error(`${most} proofs within ${keptSeconds} s`));
    return true;
  }

  private turn(): void {
    const age = this.now() - this.since;
    if (age < keptSeconds * 1_000) return;
    this.before = age < keptSeconds * 2_000 ? this.recent : new Set();
    this.recent = new Set();
    this.since = this.now();
  }
}
