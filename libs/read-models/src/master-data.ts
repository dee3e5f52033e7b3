import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { LRUCache } from 'lru-cache';
import type { DataSource } from 'typeorm';
import type { Customer, Item } from '#canonical';

interface Records {
  customer: Customer;
  item: Item;
}

export type MasterKind = keyof Records;

/** Last known customers and items of every system, as the door saw them. */
@Injectable()
export class MasterData {
  /** What this process wrote lately, so that an unchanged record costs nothing. */
  private readonly written = new LRUCache<string, string>({ max: 20_000, ttl: 3_600_000 });

  constructor(@InjectDataSource() private readonly db: DataSource) {}

  async remember<K extends MasterKind>(kind: K, records: Records[K][]): Promise<void> {
    for (const record of records) {
      const key = `${record.systemId}/${kind}/${record.id}`;
      const text = JSON.stringify(record);
      if (this.written.get(key) === text) continue;
      await this.db.query(
        `INSERT INTO master_record (system_id, kind, record_id, record, seen_at) VALUES ($1, $2, $3, $4, now())
         ON CONFLICT (system_id, kind, record_id) DO UPDATE SET record = excluded.record, seen_at = excluded.seen_at`,
        [record.systemId, kind, record.id, record],
      );
      this.written.set(key, text);
    }
  }

  async recall<K extends MasterKind>(kind: K, systemId: string, ids: string[]): Promise<Records[K][]> {
    const rows: { record: Records[K] }[] = await this.db.query(
      `SELECT record FROM master_record WHERE system_id = $1 AND kind = $2 AND record_id = ANY($3)`,
      [systemId, kind, ids],
    );
    return rows.map(({ record }) => record);
  }
}
