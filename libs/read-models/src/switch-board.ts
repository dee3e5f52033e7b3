import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { SystemSwitch } from '#canonical';

type SwitchRow = Omit<SystemSwitch, 'since'> & { since: Date };

const columns = 'system_id AS "systemId", operation, reason, actor, since';

/** What people paused, in the database: the same for every process. */
@Injectable()
export class SwitchBoard {
  constructor(@InjectDataSource() private readonly db: DataSource) {}

  async all(): Promise<SystemSwitch[]> {
    const rows: SwitchRow[] = await this.db.query(`SELECT ${columns} FROM system_switch ORDER BY system_id, operation`);
    return rows.map(switchOf);
  }

  /** Pauses an operation. One that is paused keeps since when; the reason is the last one given. */
  async pause({ systemId, operation, reason, actor }: Omit<SystemSwitch, 'since'>): Promise<SystemSwitch> {
    const rows: SwitchRow[] = await this.db.query(
      `INSERT INTO system_switch (system_id, operation, reason, actor, since) VALUES ($1, $2, $3, $4, now())
       ON CONFLICT (system_id, operation) DO UPDATE SET reason = excluded.reason, actor = excluded.actor RETURNING ${columns}`,
      [systemId, operation, reason, actor],
    );
    return switchOf(rows[0] as SwitchRow);
  }

  /** Lets it go on; what is not paused stays so. */
  async resume(systemId: string, operation: string): Promise<void> {
    await this.db.query(`DELETE FROM system_switch WHERE system_id = $1 AND operation = $2`, [systemId, operation]);
  }
}

function switchOf(row: SwitchRow): SystemSwitch {
  return { ...row, since: row.since.toISOString() };
}
