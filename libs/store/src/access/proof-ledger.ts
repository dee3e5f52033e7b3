import type { Pool } from 'pg';
import { ownConnections } from '../own-connections.js';

/** A call does not wait longer for the database than its caller would. */
const timeoutMs = 1_000;
/** Rows that one statement takes away: none of them takes long. */
const sweptAtOnce = 1_000;

/**
 * Proofs of possession that were used (RFC 9449, section 11.1), in PostgreSQL, for all replicas. Has connections of its own,
 * so that a busy store keeps nobody at the door.
 */
export class ProofLedger {
  private readonly pool: Pool;

  constructor(databaseUrl: string) {
    // A commit does not wait for the disk: others see it at once, and a database that falls down within a blink of it takes
    // longer to come back than most of what it forgot was good for.
    this.pool = ownConnections(databaseUrl, { name: 'strata-proofs', timeoutMs, options: '-c synchronous_commit=off' });
  }

  /**
   * Uses a proof up: of several at once one is told true. Rejects when the database cannot be asked, or has not got our schema
   * yet; the proof may be used up then.
   * @param hash 32 bytes that are of this proof alone
   * @param keptSeconds for which nobody may use it again
   */
  async useOnce(hash: Buffer, keptSeconds: number): Promise<boolean> {
    const text = `INSERT INTO dpop_proof VALUES ($1, now() + $2 * interval '1 s') ON CONFLICT DO NOTHING`;
    const { rowCount } = await this.pool.query({ name: 'strata_use_proof', text, values: [hash, keptSeconds] });
    return rowCount === 1;
  }

  /** Forgets what nobody would take any more. */
  async sweep(): Promise<void> {
    const text = `DELETE FROM dpop_proof WHERE ctid = ANY (ARRAY(SELECT ctid FROM dpop_proof WHERE kept_until < now() LIMIT ${sweptAtOnce} FOR UPDATE SKIP LOCKED))`;
    while ((await this.pool.query(text)).rowCount === sweptAtOnce);
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
