import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Comparisons with the ERPs and the CRM. */
export class Reconciliation1764000000030 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE reconciliation (
        id uuid PRIMARY KEY,
        system text NOT NULL,
        since date,
        started_at timestamptz NOT NULL,
        ended_at timestamptz,
        summary jsonb NOT NULL DEFAULT '[]',
        differences integer,
        failure text
      );
    `);
  }

  /** Migrations only go forward. */
  async down(): Promise<void> {
    throw new Error('migrations only go forward: restore a backup to go back');
  }
}
