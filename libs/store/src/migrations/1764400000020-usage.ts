import type { MigrationInterface, QueryRunner } from 'typeorm';
import { asAuditOwner } from '../audit/audit-access.js';

/**
 * Calls by client, hour and operation, as replicas count them, and the number of the last batch of each: one that is sent
 * again counts once. And a way into the audit trail by client, for the log of its last calls; the trail has another owner.
 */
export class Usage1764400000020 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE call_count (
        client_id text NOT NULL,
        hour timestamptz NOT NULL,
        operation text NOT NULL,
        calls int NOT NULL,
        errors int NOT NULL,
        durations int[] NOT NULL,
        PRIMARY KEY (client_id, hour, operation)
      ) WITH (fillfactor = 70);
      CREATE INDEX call_count_hour ON call_count (hour);
      CREATE TABLE call_count_batch (
        source uuid PRIMARY KEY,
        batch int NOT NULL,
        at timestamptz NOT NULL
      );
    `);
    await queryRunner.query(asAuditOwner('CREATE INDEX entry_client ON audit.entry (client, seq) WHERE client IS NOT NULL AND status IS NOT NULL;'));
  }

  /** Migrations only go forward. */
  async down(): Promise<void> {
    throw new Error('migrations only go forward: restore a backup to go back');
  }
}
