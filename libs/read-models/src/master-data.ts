import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { LRUCache } from 'lru-cache';
import type { DataSource } from 'typeorm';
import type { Customer, Item } from '#canonical';
import { dimensionRow, dimensions, type MasterKind, type MasterRecords } from './star/dimensions.js';

/** Last known customers and items of every system, as the door and the feeds saw them: for the door, and for analysts. */
@Injectable()
export class MasterData {
  /** What this process wrote lately, so that an unchanged record costs nothing. */
  private readonly written = new LRUCache<string, string>({ max: 20_000, ttl: 3_600_000 });

  constructor(@InjectDataSource() private readonly db: DataSource) {}

  async remember<K extends MasterKind>(kind: K, records: MasterRecords[K][]): Promise<void> {
    const news = records.filter((record) => this.written.get(keyOf(kind, record)) !== JSON.stringify(record));
    if (news.length > 0) await this.take(kind, news);
    for (const record of news) this.written.set(keyOf(kind, record), JSON.stringify(record));
  }

  /** Writes all of them, so that it is known until when each was seen: what a feed reads of a system. */
  async take<K extends MasterKind>(kind: K, records: MasterRecords[K][]): Promise<void> {
    // A statement cannot write one record twice; of two the later one counts.
    const unique = [...new Map(records.map((record) => [keyOf(kind, record), record])).values()];
    await this.db.query(
      `INSERT INTO master_record (system_id, kind, record_id, record, seen_at) SELECT r->>'systemId', $2, r->>'id', r, now() FROM jsonb_array_elements($1::jsonb) AS r ORDER BY 1, 3
       ON CONFLICT (system_id, kind, record_id) DO UPDATE SET record = excluded.record, seen_at = excluded.seen_at`,
      [JSON.stringify(unique), kind],
    );
    await this.db.query(dimensions[kind].write, [JSON.stringify(unique.map((record) => dimensionRow(kind, record)))]);
  }

  /** ISO 8601, by the database's clock, which also says when a record was seen: a host whose own is ahead would find none of them seen. */
  async now(): Promise<string> {
    const [row]: { now: Date }[] = await this.db.query('SELECT now() AS now');
    return row!.now.toISOString();
  }

  /**
   * Tells analysts that a system does not have any more what it did not show since then. The door keeps knowing it: the
   * system itself is asked.
   * @param since when a look at all of its records began, as `now` said it
   * @returns how many
   */
  async bury(kind: MasterKind, systemId: string, since: string): Promise<number> {
    const { table, key } = dimensions[kind];
    const [, buried]: [unknown, number] = await this.db.query(
      // Locked in the order of their keys, as they are written: otherwise the two could wait for each other.
      `WITH gone AS MATERIALIZED (
         SELECT d.${key} FROM ${table} d JOIN master_record m ON m.system_id = $1 AND m.kind = $2 AND m.record_id = d.number
         WHERE d.system_id = $1 AND NOT d.deleted AND m.seen_at < $3 ORDER BY d.${key} FOR UPDATE OF d
       ) UPDATE ${table} d SET deleted = true, changed_tx = pg_current_xact_id() FROM gone WHERE d.${key} = gone.${key}`,
      [systemId, kind, since],
    );
    return buried;
  }

  async recall<K extends MasterKind>(kind: K, systemId: string, ids: string[]): Promise<MasterRecords[K][]> {
    const rows: { record: MasterRecords[K] }[] = await this.db.query(
      `SELECT record FROM master_record WHERE system_id = $1 AND kind = $2 AND record_id = ANY($3)`,
      [systemId, kind, ids],
    );
    return rows.map(({ record }) => record);
  }
}

const keyOf = (kind: MasterKind, { systemId, id }: Customer | Item): string => `${systemId}/${kind}/${id}`;
