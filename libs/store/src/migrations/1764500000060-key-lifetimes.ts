import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A key knows for how long it was made, so that the one that replaces it is made for as long; of older ones the most is taken. */
export class KeyLifetimes1764500000060 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // A build between two releases had it already, empty for keys of before.
    await queryRunner.query(`
      ALTER TABLE access_key ADD COLUMN IF NOT EXISTS lifetime_days integer;
      UPDATE access_key SET lifetime_days = 365 WHERE lifetime_days IS NULL;
      ALTER TABLE access_key ALTER lifetime_days SET DEFAULT 365, ALTER lifetime_days SET NOT NULL;
    `);
  }

  /** Migrations only go forward. */
  async down(): Promise<void> {
    throw new Error('migrations only go forward: restore a backup to go back');
  }
}
