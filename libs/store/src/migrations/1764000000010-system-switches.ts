import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people paused. */
export class SystemSwitches1764000000010 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE system_switch (
        system_id text NOT NULL,
        operation text NOT NULL,
        reason text NOT NULL,
        actor text NOT NULL,
        since timestamptz NOT NULL,
        PRIMARY KEY (system_id, operation)
      );
    `);
  }

  /** Migrations only go forward. */
  async down(): Promise<void> {
    throw new Error('migrations only go forward: restore a backup to go back');
  }
}
