import type { Pool, PoolClient, QueryArrayConfig } from 'pg';
import type { DataSource } from 'typeorm';
import { horizonNow } from '../change-token.js';

/** The star schema, for those who write their own statements against it. Texts must be ours: what a reader sends is a value. */
export class StarReader {
  constructor(private readonly db: DataSource) {}

  /** Each column as PostgreSQL writes it, for readers who write it on: nothing is parsed. */
  async texts(text: string, values: unknown[] = []): Promise<(string | null)[][]> {
    const { rows } = await this.pool.query({ text, values, rowMode: 'array', types: { getTypeParser: () => (column: string) => column } } as QueryArrayConfig);
    return rows as (string | null)[][];
  }

  /** Every row whose `changed_tx` is lower is there to be read, and none will come later. */
  async horizon(): Promise<string> {
    const [row]: { horizon: string }[] = await this.db.query(`SELECT ${horizonNow}::text AS horizon`);
    return row!.horizon;
  }

  /** A connection that must be released: with `true` where it is in the middle of something, which ends that at once. */
  connection(): Promise<PoolClient> {
    return this.pool.connect();
  }

  private get pool(): Pool {
    return (this.db.driver as unknown as { master: Pool }).master;
  }
}
