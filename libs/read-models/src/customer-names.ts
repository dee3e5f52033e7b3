import type { DataSource } from 'typeorm';
import type { NativeKey } from '#canonical';

/** As its system said it when the customer was last seen. */
export interface CustomerName {
  name: string;
  /** ISO 8601 */
  seenAt: string;
}

/** Names of customers, without asking their systems: every order has its customer seen. */
export class CustomerNames {
  constructor(private readonly db: DataSource) {}

  /** Undefined when we never saw the customer. */
  async find({ systemId, key }: NativeKey): Promise<CustomerName | undefined> {
    const rows: { name: string; seenAt: Date }[] = await this.db.query(
      `SELECT record->>'name' AS name, seen_at AS "seenAt" FROM master_record WHERE system_id = $1 AND kind = 'customer' AND record_id = $2`,
      [systemId, key],
    );
    return rows[0] && { name: rows[0].name, seenAt: rows[0].seenAt.toISOString() };
  }
}
