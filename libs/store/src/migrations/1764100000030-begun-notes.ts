import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the CRM is just being told of an order, and since when nobody knows how that ended. */
export class BegunNotes1764100000030 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE order_view ADD COLUMN note_begun jsonb, ADD COLUMN note_unknown_since timestamptz;`);
  }

  /** Migrations only go forward. */
  async down(): Promise<void> {
    throw new Error('migrations only go forward: restore a backup to go back');
  }
}
